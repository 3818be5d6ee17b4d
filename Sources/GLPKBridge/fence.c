// The fence: nothing of GLPK, neither memory nor errors nor output, gets past this file.

#include "session.h"

#include <math.h>
#include <string.h>

/// Keeps GLPK's words in the answer and off the terminal.
static int keep_words(void *info, const char *text) {
  Session *session = info;
  int room = GLPKBridgeMessageCapacity - 1 - session->message_length;
  int length = (int)strlen(text);
  if (length > room) length = room;
  memcpy(session->answer->message + session->message_length, text, (size_t)length);
  session->message_length += length;
  session->answer->message[session->message_length] = '\0';
  return 1;
}

/// GLPK would abort the process after this hook. Only frames of GLPK and of this target lie in between: a callback into
/// the caller has always returned before GLPK goes on.
static void leave(void *info) {
  Session *session = info;
  longjmp(session->on_error, 1);
}

static GLPKBridgeStatus solve(Session *session) {
  const bool is_integer = session->program->is_integer != NULL;
  session_load(session);
  // A tree needs an optimal basis of the relaxation, which the presolver does not always leave behind.
  const bool presolve = session->options->presolve_linear && !is_integer;
  GLPKBridgeStatus status = session_solve_linear(session, presolve);
  if (!is_integer) {
    session_copy_linear(session);
    return status;
  }
  // A bounded program with an unbounded relaxation and rational data does not exist; whether there is any answer
  // the relaxation cannot tell.
  if (status == GLPKBridgeUnbounded) return GLPKBridgeInfeasibleOrUnbounded;
  if (status != GLPKBridgeOptimal) return status;
  status = session_search(session);
  session_copy_integer(session);
  if (session->answer->has_values && session->options->wants_duals) session_copy_duals_at_fixed_integers(session);
  return status;
}

/// Kept apart from its caller so that no local of the function that calls setjmp changes after it.
static void solve_behind_fence(Session *session) {
  if (setjmp(session->on_error) != 0) {
    // GLPK's own words are the only sign of what an error was.
    const bool is_memory =
        session->options->megabyte_limit >= 0 && strstr(session->answer->message, "memory allocation limit") != NULL;
    session->answer->has_values = is_memory && session->has_kept_answer;
    session->answer->has_duals = false;
    session->answer->status = is_memory ? GLPKBridgeMemoryLimit : GLPKBridgeFailed;
    return;
  }
  glp_term_out(GLP_OFF);
  glp_term_hook(keep_words, session);
  glp_error_hook(leave, session);
  if (session->options->megabyte_limit >= 0) {
    glp_mem_limit(session->options->megabyte_limit > 0 ? session->options->megabyte_limit : 1);
  }
  session->answer->status = solve(session);
}

static void clear(GLPKBridgeAnswer *answer) {
  answer->status = GLPKBridgeFailed;
  answer->has_values = false;
  answer->has_duals = false;
  answer->bound = -INFINITY;
  answer->nodes = 0;
  answer->iterations = 0;
  answer->message[0] = '\0';
}

void glpk_bridge_solve(const GLPKBridgeProgram *program, const GLPKBridgeOptions *options, GLPKBridgeAnswer *answer) {
  clear(answer);
  if (glp_config("TLS") == NULL) {
    answer->status = GLPKBridgeNotReentrant;
    return;
  }
  const int made = glp_init_env();
  if (made == 1) {
    answer->status = GLPKBridgeEnvironmentInUse;
    return;
  }
  if (made != 0) return;
  Session session;
  memset(&session, 0, sizeof session);
  session.program = program;
  session.options = options;
  session.answer = answer;
  session.objective_scale = 1;
  session.incumbent_is_waiting = options->incumbent != NULL;
  if (options->millisecond_limit >= 0) session.started = glp_time();
  solve_behind_fence(&session);
  // Frees every block that GLPK allocated on this thread, also those that an error left behind.
  glp_free_env();
}
