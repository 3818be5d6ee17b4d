import ExpertMaps

/// Work whose inner loops are compiled for one scenario, or for several side by side.
protocol LoadVectorTask {
  associatedtype Result
  func run<Loads: LoadVector>(_ popularity: [Loads]) -> Result
}

extension ExpertProblem {
  /// Runs a task on the popularities of the experts.
  func run<Task: LoadVectorTask>(_ task: Task) -> Task.Result {
    switch popularity.count {
    case 1: task.run(popularity[0])
    case ...8: task.run(lanes(SIMD8<Double>.self))
    case ...16: task.run(lanes(SIMD16<Double>.self))
    case ...32: task.run(lanes(SIMD32<Double>.self))
    default: task.run(lanes(SIMD64<Double>.self))
    }
  }

  private func lanes<Lanes: SIMD & Sendable>(_: Lanes.Type) -> [ScenarioLoads<Lanes>] where Lanes.Scalar == Double {
    (0..<expertCount).map { expert in
      var lanes = Lanes.zero
      for (scenario, row) in popularity.enumerated() { lanes[scenario] = row[expert] }
      return ScenarioLoads(lanes: lanes)
    }
  }
}
