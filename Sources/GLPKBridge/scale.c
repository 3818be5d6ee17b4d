// Scaling of rows and columns, by geometric means, before GLPK sees the program: its presolver works on the numbers as
// they are, with absolute tolerances, and takes coefficients of 1e-6 for nothing. (GLPK's own scaling is inside the
// simplex method only; it also walks linked lists some eighty times, which takes longer than the solve on wide programs.)
//
// Integer columns keep their scale, so that whole numbers stay whole.

#include "session.h"

#include <math.h>

enum { most_passes = 20 };

/// Coefficients this close to 1 need no scaling.
static const double well_scaled_from = 0.1, well_scaled_to = 10;

/// A pass that shrinks the spread of the coefficients by less than this is the last.
static const double worthwhile = 0.9;

typedef struct {
  const GLPKBridgeProgram *program;
  double *row_factors;
  double *column_factors;
  double *row_least;  ///< smallest and largest scaled magnitude in each row
  double *row_most;
} Scaling;

static double scaled_magnitude(const Scaling *scaling, int column, int place) {
  const int row = scaling->program->row_indices[place];
  return fabs(scaling->program->coefficients[place]) * scaling->row_factors[row] * scaling->column_factors[column];
}

static void scale_rows(Scaling *scaling) {
  const GLPKBridgeProgram *program = scaling->program;
  for (int row = 0; row < program->row_count; row++) {
    scaling->row_least[row] = INFINITY;
    scaling->row_most[row] = 0;
  }
  for (int column = 0; column < program->column_count; column++) {
    for (int place = program->column_starts[column]; place < program->column_starts[column + 1]; place++) {
      const int row = program->row_indices[place];
      const double magnitude = scaled_magnitude(scaling, column, place);
      scaling->row_least[row] = fmin(scaling->row_least[row], magnitude);
      scaling->row_most[row] = fmax(scaling->row_most[row], magnitude);
    }
  }
  for (int row = 0; row < program->row_count; row++) {
    if (scaling->row_most[row] == 0) continue;
    scaling->row_factors[row] /= sqrt(scaling->row_least[row] * scaling->row_most[row]);
  }
}

static bool has_own_unit(const GLPKBridgeProgram *program, int column) {
  return program->is_integer != NULL && program->is_integer[column];
}

/// Returns the spread over the whole matrix: the largest magnitude over the smallest.
static double scale_columns(Scaling *scaling) {
  const GLPKBridgeProgram *program = scaling->program;
  double least_of_all = INFINITY, most_of_all = 0;
  for (int column = 0; column < program->column_count; column++) {
    double least = INFINITY, most = 0;
    for (int place = program->column_starts[column]; place < program->column_starts[column + 1]; place++) {
      const double magnitude = scaled_magnitude(scaling, column, place);
      least = fmin(least, magnitude);
      most = fmax(most, magnitude);
    }
    if (most == 0) continue;
    const double middle = has_own_unit(program, column) ? 1 : sqrt(least * most);
    scaling->column_factors[column] /= middle;
    least_of_all = fmin(least_of_all, least / middle);
    most_of_all = fmax(most_of_all, most / middle);
  }
  return most_of_all == 0 ? 1 : most_of_all / least_of_all;
}

static bool is_well_scaled(const GLPKBridgeProgram *program) {
  for (int place = 0; place < program->column_starts[program->column_count]; place++) {
    const double magnitude = fabs(program->coefficients[place]);
    if (magnitude < well_scaled_from || magnitude > well_scaled_to) return false;
  }
  return true;
}

/// Powers of two change no digit.
static double nearest_power_of_two(double factor) {
  return exp2(round(log2(factor)));
}

static double *ones(int count) {
  double *factors = glp_alloc(count + 1, sizeof(double));
  for (int index = 0; index < count; index++) factors[index] = 1;
  return factors;
}

static void iterate(Scaling *scaling) {
  double spread = INFINITY;
  for (int pass = 0; pass < most_passes; pass++) {
    scale_rows(scaling);
    const double next = scale_columns(scaling);
    if (next > worthwhile * spread) return;
    spread = next;
  }
}

static void round_all(double *factors, int count) {
  for (int index = 0; index < count; index++) factors[index] = nearest_power_of_two(factors[index]);
}

void session_scale_matrix(Session *session) {
  const GLPKBridgeProgram *program = session->program;
  session->row_factors = ones(program->row_count);
  session->column_factors = ones(program->column_count);
  if (is_well_scaled(program)) return;
  Scaling scaling = {
      .program = program,
      .row_factors = session->row_factors,
      .column_factors = session->column_factors,
      .row_least = ones(program->row_count),
      .row_most = ones(program->row_count),
  };
  iterate(&scaling);
  round_all(session->row_factors, program->row_count);
  round_all(session->column_factors, program->column_count);
  glp_free(scaling.row_least);
  glp_free(scaling.row_most);
}
