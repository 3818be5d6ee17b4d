// From the GLPK problem to the caller's arrays.

#include "session.h"

static void copy_duals(Session *session) {
  for (int row = 0; row < session->program->row_count; row++) {
    const double dual = glp_get_row_dual(session->problem, row + 1);
    session->answer->row_duals[row] = dual * session->row_factors[row] / session->objective_scale;
  }
  for (int column = 0; column < session->program->column_count; column++) {
    const double scale = session->column_factors[column] * session->objective_scale;
    session->answer->reduced_costs[column] = glp_get_col_dual(session->problem, column + 1) / scale;
  }
  session->answer->has_duals = true;
}

static void copy_basic_values(Session *session) {
  for (int column = 0; column < session->program->column_count; column++) {
    const double value = glp_get_col_prim(session->problem, column + 1);
    session->answer->column_values[column] = value * session->column_factors[column];
  }
  session->answer->has_values = true;
}

void session_copy_linear(Session *session) {
  if (glp_get_prim_stat(session->problem) != GLP_FEAS) return;
  copy_basic_values(session);
  if (glp_get_status(session->problem) == GLP_OPT) copy_duals(session);
}

void session_copy_integer(Session *session) {
  const int status = glp_mip_status(session->problem);
  if (status != GLP_OPT && status != GLP_FEAS) return;
  for (int column = 0; column < session->program->column_count; column++) {
    const double value = glp_mip_col_val(session->problem, column + 1);
    session->answer->column_values[column] = value * session->column_factors[column];
  }
  session->answer->has_values = true;
}

void session_copy_duals_at_fixed_integers(Session *session) {
  for (int column = 0; column < session->program->column_count; column++) {
    if (!session->program->is_integer[column]) continue;
    const double value = session->answer->column_values[column];
    glp_set_col_bnds(session->problem, column + 1, GLP_FX, value, value);
  }
  glp_std_basis(session->problem);
  glp_smcp settings;
  glp_init_smcp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  settings.tol_bnd = simplex_tolerance;
  settings.tol_dj = simplex_tolerance;
  settings.presolve = GLP_ON;
  if (glp_simplex(session->problem, &settings) == 0 && glp_get_status(session->problem) == GLP_OPT) {
    copy_basic_values(session);
    copy_duals(session);
  }
}
