#pragma once

// What the steps of one solve share. Lives from glp_init_env to glp_free_env.

#include <glpk.h>
#include <setjmp.h>

#include "GLPKBridge.h"

typedef struct {
  const GLPKBridgeProgram *program;
  const GLPKBridgeOptions *options;
  GLPKBridgeAnswer *answer;

  glp_prob *problem;
  // Powers of two. In `problem`, coefficient ij is the program's times row factor i times column factor j; the value of
  // column j is the program's over column factor j; costs are the program's times column factor times objective scale.
  double *row_factors;
  double *column_factors;
  double objective_scale;
  double started;          ///< clock in milliseconds; read only where there is a time limit

  GLPKBridgeStatus stopped_because;  ///< why the callback ended the search
  bool incumbent_is_waiting;
  bool has_kept_answer;    ///< the best answer so far stands in `answer`, should memory run out

  jmp_buf on_error;
  int message_length;
} Session;

/// Feasibility and optimality tolerances of the simplex method, of scaled numbers. At GLPK's own 1e-7 the dual method
/// was seen to end with values off by 1e-6.
static const double simplex_tolerance = 1e-9;

/// load.c: makes `problem`, scaled.
void session_load(Session *session);
/// scale.c: makes the factors of rows and columns.
void session_scale_matrix(Session *session);
/// load.c: multiplies all costs by a power of two.
void session_scale_objective(Session *session, double factor);

/// relaxation.c: the simplex method on `problem` as it stands.
GLPKBridgeStatus session_solve_linear(Session *session, bool presolve);

/// search.c: branch and cut; `problem` holds an optimal basis of its relaxation.
GLPKBridgeStatus session_search(Session *session);

/// answer.c: copies what the solver found into the answer.
void session_copy_linear(Session *session);
void session_copy_integer(Session *session);
/// answer.c: fixes the integers at the answer's values, solves, and copies values and duals where that is optimal.
void session_copy_duals_at_fixed_integers(Session *session);

/// limits.c: what is left of the iteration and time limits, in the form GLPK wants; INT_MAX where there is none.
int session_iterations_left(const Session *session);
int session_milliseconds_left(const Session *session);
