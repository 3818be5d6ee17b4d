// The simplex method.

#include "session.h"

static glp_smcp parameters(const Session *session, bool presolve) {
  glp_smcp parameters;
  glp_init_smcp(&parameters);
  parameters.msg_lev = GLP_MSG_OFF;
  parameters.meth = session->options->method == GLPKBridgePrimal ? GLP_PRIMAL : GLP_DUALP;
  parameters.tol_bnd = simplex_tolerance;
  parameters.tol_dj = simplex_tolerance;
  parameters.presolve = presolve ? GLP_ON : GLP_OFF;
  parameters.it_lim = session_iterations_left(session);
  parameters.tm_lim = session_milliseconds_left(session);
  return parameters;
}

/// The presolver cannot tell infeasible from unbounded, the dual method leaves an unbounded program undecided, and either
/// may lose its way in rounding errors; the primal method from a fresh basis settles all three.
static bool is_unsettled(const Session *session, int code) {
  if (code == GLP_EITLIM || code == GLP_ETMLIM || code == GLP_ENOPFS || code == GLP_EBOUND) return false;
  if (code != 0) return true;
  const int status = glp_get_status(session->problem);
  return status != GLP_OPT && status != GLP_NOFEAS && status != GLP_UNBND;
}

/// The return code first: after a failure the status may still be that of an earlier solve.
static GLPKBridgeStatus status_after(const Session *session, int code) {
  if (code == GLP_EITLIM) return GLPKBridgeIterationLimit;
  if (code == GLP_ETMLIM) return GLPKBridgeTimeLimit;
  if (code == GLP_ENOPFS) return GLPKBridgeInfeasible;
  if (code == GLP_ENODFS) return GLPKBridgeInfeasibleOrUnbounded;
  if (code == GLP_EBOUND) return GLPKBridgeFailed;
  if (code != 0) return GLPKBridgeNumericalTrouble;
  switch (glp_get_status(session->problem)) {
    case GLP_OPT: return GLPKBridgeOptimal;
    case GLP_NOFEAS: return GLPKBridgeInfeasible;
    case GLP_UNBND: return GLPKBridgeUnbounded;
    default: return GLPKBridgeNumericalTrouble;
  }
}

GLPKBridgeStatus session_solve_linear(Session *session, bool presolve) {
  glp_smcp settings = parameters(session, presolve);
  int code = glp_simplex(session->problem, &settings);
  if (is_unsettled(session, code)) {
    glp_std_basis(session->problem);
    settings = parameters(session, false);
    settings.meth = GLP_PRIMAL;
    code = glp_simplex(session->problem, &settings);
  }
  session->answer->iterations = glp_get_it_cnt(session->problem);
  const GLPKBridgeStatus status = status_after(session, code);
  if (status == GLPKBridgeOptimal) {
    session->answer->bound = glp_get_obj_val(session->problem) / session->objective_scale;
  }
  return status;
}
