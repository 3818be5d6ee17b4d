/// How many runs tell something of each parameter.
struct Influence {
  /// By parameter: runs with a residual that a prior's width of the parameter moves by `sensitivity` or more.
  let informingRuns: [Int]

  init(_ space: FittingSpace, _ jacobian: Jacobian, _ options: FitOptions) {
    let origins = space.problem.origins
    informingRuns = zip(space.parameters, jacobian.columns).map { parameter, column in
      // Where nothing was known before, a step of one in the transformed space counts.
      let width = parameter.priorWidth.isFinite ? parameter.priorWidth : 1
      let moved = column.indices.filter { abs(column[$0]) * width >= options.sensitivity }
      return Set(moved.map { origins.isEmpty ? $0 : origins[$0].run }).count
    }
  }
}
