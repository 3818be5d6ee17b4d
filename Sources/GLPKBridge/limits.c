// Budgets are counted in iterations and nodes; the clock is read only where a time limit is asked for.

#include "session.h"

#include <limits.h>

int session_iterations_left(const Session *session) {
  const int limit = session->options->iteration_limit;
  if (limit < 0) return INT_MAX;
  const int used = glp_get_it_cnt(session->problem);
  return used < limit ? limit - used : 0;
}

int session_milliseconds_left(const Session *session) {
  const int limit = session->options->millisecond_limit;
  if (limit < 0) return INT_MAX;
  const double left = limit - (glp_time() - session->started);
  return left > 0 ? (int)left : 0;
}
