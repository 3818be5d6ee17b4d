// From flat arrays to a GLPK problem, scaled to about 1.

#include "session.h"

#include <math.h>

/// GLPK has a type for each pair of bounds, and refuses GLP_DB where the two are equal.
static int bound_type(double lower, double upper) {
  if (isinf(lower) && isinf(upper)) return GLP_FR;
  if (isinf(lower)) return GLP_UP;
  if (isinf(upper)) return GLP_LO;
  return lower == upper ? GLP_FX : GLP_DB;
}

static void load_rows(Session *session) {
  const GLPKBridgeProgram *program = session->program;
  if (program->row_count == 0) return;
  glp_add_rows(session->problem, program->row_count);
  for (int row = 0; row < program->row_count; row++) {
    const double factor = session->row_factors[row];
    const double lower = program->row_lower[row] * factor, upper = program->row_upper[row] * factor;
    glp_set_row_bnds(session->problem, row + 1, bound_type(lower, upper), lower, upper);
  }
}

/// Room for one column, from index 1.
typedef struct {
  int *rows;
  double *values;
} Entries;

static void load_column(Session *session, int column, Entries entries) {
  const GLPKBridgeProgram *program = session->program;
  glp_prob *problem = session->problem;
  const double factor = session->column_factors[column];
  const double lower = program->column_lower[column] / factor, upper = program->column_upper[column] / factor;
  if (program->is_integer != NULL && program->is_integer[column]) glp_set_col_kind(problem, column + 1, GLP_IV);
  glp_set_col_bnds(problem, column + 1, bound_type(lower, upper), lower, upper);
  const int start = program->column_starts[column], length = program->column_starts[column + 1] - start;
  for (int k = 0; k < length; k++) {
    const int row = program->row_indices[start + k];
    entries.rows[k + 1] = row + 1;
    entries.values[k + 1] = program->coefficients[start + k] * session->row_factors[row] * factor;
  }
  glp_set_mat_col(problem, column + 1, length, entries.rows, entries.values);
}

static int longest_column(const GLPKBridgeProgram *program) {
  int longest = 0;
  for (int column = 0; column < program->column_count; column++) {
    const int length = program->column_starts[column + 1] - program->column_starts[column];
    if (length > longest) longest = length;
  }
  return longest;
}

static void load_columns(Session *session) {
  const int count = session->program->column_count;
  if (count == 0) return;
  glp_add_cols(session->problem, count);
  const int longest = longest_column(session->program);
  const Entries entries = {glp_alloc(longest + 1, sizeof(int)), glp_alloc(longest + 1, sizeof(double))};
  for (int column = 0; column < count; column++) load_column(session, column, entries);
  glp_free(entries.rows);
  glp_free(entries.values);
}

/// Tolerances on reduced costs are absolute, so costs far below 1 would make any basis "optimal"; costs far above lose
/// digits. Costs between 1 and 2^20 are left alone: GLPK rounds bounds up where all costs are whole numbers.
static double factor_for_costs(const Session *session) {
  double largest = 0;
  for (int column = 0; column < session->program->column_count; column++) {
    const double cost = fabs(session->program->costs[column]) * session->column_factors[column];
    if (cost > largest) largest = cost;
  }
  if (largest == 0) return 1;
  int exponent;
  frexp(largest, &exponent);
  if (exponent < 1) return ldexp(1, 1 - exponent);
  if (exponent > 20) return ldexp(1, 20 - exponent);
  return 1;
}

void session_scale_objective(Session *session, double factor) {
  session->objective_scale *= factor;
  for (int column = 0; column < session->program->column_count; column++) {
    const double scale = session->column_factors[column] * session->objective_scale;
    glp_set_obj_coef(session->problem, column + 1, session->program->costs[column] * scale);
  }
}

void session_load(Session *session) {
  session->problem = glp_create_prob();
  glp_set_obj_dir(session->problem, GLP_MIN);
  session_scale_matrix(session);
  load_rows(session);
  load_columns(session);
  session_scale_objective(session, factor_for_costs(session));
}
