// Branch and cut.

#include "session.h"

#include <math.h>
#include <string.h>

/// The best bound over all open subproblems never falls, so the last one seen stays valid.
static void note_bound(Session *session, glp_tree *tree) {
  const int best = glp_ios_best_node(tree);
  if (best == 0) return;
  const double bound = glp_ios_node_bound(tree, best) / session->objective_scale;
  if (bound > session->answer->bound && bound < HUGE_VAL) session->answer->bound = bound;
}

static void stop(Session *session, glp_tree *tree, GLPKBridgeStatus reason) {
  note_bound(session, tree);
  session->stopped_because = reason;
  glp_ios_terminate(tree);
}

static void offer_incumbent(Session *session, glp_tree *tree) {
  if (!session->incumbent_is_waiting) return;
  session->incumbent_is_waiting = false;
  const int count = session->program->column_count;
  double *values = glp_alloc(count + 1, sizeof(double));
  for (int column = 0; column < count; column++) {
    values[column + 1] = session->options->incumbent[column] / session->column_factors[column];
  }
  glp_ios_heur_sol(tree, values);
  glp_free(values);
}

static bool should_go_on(Session *session, glp_tree *tree) {
  if (session->options->callback == NULL) return true;
  glp_prob *problem = glp_ios_get_prob(tree);
  const int status = glp_mip_status(problem);
  GLPKBridgeProgress progress;
  memset(&progress, 0, sizeof progress);
  progress.nodes = session->answer->nodes;
  progress.iterations = session->answer->iterations;
  progress.has_incumbent = status == GLP_FEAS || status == GLP_OPT;
  if (progress.has_incumbent) progress.incumbent = glp_mip_obj_val(problem) / session->objective_scale;
  progress.bound = session->answer->bound;
  return session->options->callback(&progress, session->options->context);
}

/// Before every linear program of the tree, and after every better answer.
static void check_limits(Session *session, glp_tree *tree) {
  const GLPKBridgeOptions *options = session->options;
  session->answer->iterations = glp_get_it_cnt(glp_ios_get_prob(tree));
  note_bound(session, tree);
  if (options->iteration_limit >= 0 && session->answer->iterations >= options->iteration_limit) {
    stop(session, tree, GLPKBridgeIterationLimit);
  } else if (!should_go_on(session, tree)) {
    stop(session, tree, GLPKBridgeInterrupted);
  }
}

static void count_node(Session *session, glp_tree *tree) {
  const int limit = session->options->node_limit;
  if (limit >= 0 && session->answer->nodes >= limit) {
    stop(session, tree, GLPKBridgeNodeLimit);
  } else {
    session->answer->nodes += 1;
  }
}

/// Where memory may run out, nothing of GLPK can be asked afterwards.
static void keep_answer(Session *session) {
  if (session->options->megabyte_limit < 0) return;
  session_copy_integer(session);
  session->has_kept_answer = session->answer->has_values;
}

static void on_event(glp_tree *tree, void *info) {
  Session *session = info;
  switch (glp_ios_reason(tree)) {
    case GLP_ISELECT: count_node(session, tree); break;
    case GLP_IPREPRO: check_limits(session, tree); break;
    case GLP_IBINGO:
      keep_answer(session);
      check_limits(session, tree);
      break;
    case GLP_IHEUR: offer_incumbent(session, tree); break;
    default: break;
  }
}

static int branching(GLPKBridgeBranching rule) {
  static const int codes[] = {GLP_BR_FFV, GLP_BR_LFV, GLP_BR_MFV, GLP_BR_DTH, GLP_BR_PCH};
  return codes[rule];
}

static int node_order(GLPKBridgeNodeOrder order) {
  static const int codes[] = {GLP_BT_DFS, GLP_BT_BFS, GLP_BT_BLB, GLP_BT_BPH};
  return codes[order];
}

static glp_iocp parameters(Session *session) {
  const GLPKBridgeOptions *options = session->options;
  glp_iocp parameters;
  glp_init_iocp(&parameters);
  parameters.msg_lev = GLP_MSG_OFF;
  parameters.br_tech = branching(options->branching);
  parameters.bt_tech = node_order(options->node_order);
  parameters.mip_gap = options->relative_gap;
  parameters.gmi_cuts = options->gomory_cuts ? GLP_ON : GLP_OFF;
  parameters.mir_cuts = options->rounding_cuts ? GLP_ON : GLP_OFF;
  parameters.cov_cuts = options->cover_cuts ? GLP_ON : GLP_OFF;
  parameters.clq_cuts = options->clique_cuts ? GLP_ON : GLP_OFF;
  parameters.sr_heur = options->rounding_heuristic ? GLP_ON : GLP_OFF;
  // The presolver renumbers the columns, so an incumbent would be read wrongly after it.
  // Nor could an answer be kept in case that memory runs out.
  const bool renumbers = options->incumbent == NULL && options->megabyte_limit < 0;
  parameters.presolve = options->presolve_integer && renumbers ? GLP_ON : GLP_OFF;
  parameters.tm_lim = session_milliseconds_left(session);
  parameters.cb_func = on_event;
  parameters.cb_info = session;
  return parameters;
}

/// The tree prunes at 1e-7 * (1 + |objective|): a small objective has to be brought to 1 first, or that is no longer a
/// small share of it.
static GLPKBridgeStatus scale_objective_value(Session *session) {
  const double value = fabs(glp_get_obj_val(session->problem));
  if (value >= 1 || value < 1e-9) return GLPKBridgeOptimal;
  int exponent;
  frexp(value, &exponent);
  session_scale_objective(session, ldexp(1, 1 - exponent));
  return session_solve_linear(session, false);
}

/// The return code first: after a failure the status may still be that of an earlier answer.
static GLPKBridgeStatus status_after(const Session *session, int code) {
  switch (code) {
    case 0: break;
    case GLP_EMIPGAP: return GLPKBridgeWithinGap;
    case GLP_ENOPFS: return GLPKBridgeInfeasible;
    case GLP_ENODFS: return GLPKBridgeInfeasibleOrUnbounded;
    case GLP_ETMLIM: return GLPKBridgeTimeLimit;
    case GLP_ESTOP: return session->stopped_because;
    case GLP_EBOUND: return GLPKBridgeFailed;
    default: return GLPKBridgeNumericalTrouble;
  }
  switch (glp_mip_status(session->problem)) {
    case GLP_OPT: return GLPKBridgeOptimal;
    case GLP_NOFEAS: return GLPKBridgeInfeasible;
    default: return GLPKBridgeNumericalTrouble;
  }
}

/// What the end of the search says about the bound beyond what the callback saw.
static void settle_bound(Session *session, GLPKBridgeStatus status) {
  const double value = glp_mip_obj_val(session->problem) / session->objective_scale;
  if (status == GLPKBridgeOptimal) session->answer->bound = value;
  // GLPK stops where |value - bound| <= gap * (|value| + epsilon).
  const double within_gap = value - session->options->relative_gap * fabs(value);
  if (status == GLPKBridgeWithinGap && within_gap > session->answer->bound) session->answer->bound = within_gap;
}

GLPKBridgeStatus session_search(Session *session) {
  const GLPKBridgeStatus root = scale_objective_value(session);
  if (root != GLPKBridgeOptimal) return root;
  glp_iocp settings = parameters(session);
  const int code = glp_intopt(session->problem, &settings);
  session->answer->iterations = glp_get_it_cnt(session->problem);
  const GLPKBridgeStatus status = status_after(session, code);
  settle_bound(session, status);
  return status;
}
