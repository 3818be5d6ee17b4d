#pragma once

// One call to GLPK: flat arrays in, flat arrays out. No GLPK object outlives the call or is seen by the caller.

#include <stdbool.h>

/// A program to be minimised, column-compressed, numbered from 0. The caller keeps every array alive for the call and
/// has made sure that numbers are not NaN, that rows are in range and appear once in a column, and that lower <= upper.
/// A missing bound is -INFINITY or +INFINITY.
typedef struct {
  int row_count;
  int column_count;
  const int *column_starts;    ///< column_count + 1 offsets into the two arrays below
  const int *row_indices;      ///< row of each coefficient
  const double *coefficients;
  const double *row_lower;
  const double *row_upper;
  const double *column_lower;
  const double *column_upper;
  const double *costs;
  const bool *is_integer;      ///< one per column; NULL for a linear program
} GLPKBridgeProgram;

/// How the search stands; numbers only.
typedef struct {
  int nodes;                   ///< subproblems taken up so far
  int iterations;              ///< simplex iterations so far
  bool has_incumbent;
  double incumbent;            ///< objective of the best answer so far
  double bound;                ///< no answer is below it; -INFINITY while unknown
} GLPKBridgeProgress;

/// Returns false to stop the search. It must return normally, and must not solve another program with GLPK.
typedef bool (*GLPKBridgeCallback)(const GLPKBridgeProgress *progress, void *context);

typedef enum { GLPKBridgePrimal, GLPKBridgeDual } GLPKBridgeMethod;

typedef enum {
  GLPKBridgeFirstFractional,
  GLPKBridgeLastFractional,
  GLPKBridgeMostFractional,
  GLPKBridgeDriebeckTomlin,
  GLPKBridgePseudocost
} GLPKBridgeBranching;

typedef enum {
  GLPKBridgeDepthFirst,
  GLPKBridgeBreadthFirst,
  GLPKBridgeBestBound,
  GLPKBridgeBestProjection
} GLPKBridgeNodeOrder;

/// What to do, and when to stop. A limit below 0 is no limit.
typedef struct {
  GLPKBridgeMethod method;
  bool presolve_linear;        ///< presolve before the simplex method, where the program has no integers
  bool presolve_integer;       ///< presolve before the tree; has no effect with an incumbent
  bool gomory_cuts;
  bool rounding_cuts;          ///< mixed-integer rounding
  bool cover_cuts;
  bool clique_cuts;
  bool rounding_heuristic;
  GLPKBridgeBranching branching;
  GLPKBridgeNodeOrder node_order;
  double relative_gap;         ///< stop once the gap is no larger; 0 to search to the end
  int node_limit;
  int iteration_limit;
  int millisecond_limit;
  int megabyte_limit;          ///< of memory that GLPK may allocate
  bool wants_duals;            ///< with integers: fix them and solve once more for duals
  const double *incumbent;     ///< a feasible value for every column, integers exact; or NULL
  GLPKBridgeCallback callback; ///< or NULL
  void *context;
} GLPKBridgeOptions;

typedef enum {
  GLPKBridgeOptimal,
  GLPKBridgeWithinGap,
  GLPKBridgeInfeasible,
  GLPKBridgeUnbounded,
  GLPKBridgeInfeasibleOrUnbounded,
  GLPKBridgeNodeLimit,
  GLPKBridgeIterationLimit,
  GLPKBridgeTimeLimit,
  GLPKBridgeMemoryLimit,
  GLPKBridgeInterrupted,
  GLPKBridgeNumericalTrouble,
  GLPKBridgeEnvironmentInUse,  ///< this thread is inside GLPK already
  GLPKBridgeNotReentrant,      ///< this GLPK was built without thread-local storage
  GLPKBridgeFailed             ///< GLPK gave up; `message` holds its words
} GLPKBridgeStatus;

enum { GLPKBridgeMessageCapacity = 512 };

/// What came out. The caller allocates the three arrays; they are filled only where the flags say so.
typedef struct {
  GLPKBridgeStatus status;
  bool has_values;
  bool has_duals;
  double bound;                ///< no answer is below it; -INFINITY where unknown
  int nodes;
  int iterations;
  double *column_values;
  double *reduced_costs;
  double *row_duals;
  char message[GLPKBridgeMessageCapacity];
} GLPKBridgeAnswer;

/// Solves the program on the calling thread. GLPK's environment is made and freed inside, and an error inside GLPK
/// comes back as GLPKBridgeFailed.
void glpk_bridge_solve(const GLPKBridgeProgram *program, const GLPKBridgeOptions *options, GLPKBridgeAnswer *answer);
