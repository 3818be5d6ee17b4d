import Quantities

extension LaunchedWorker {
  /// A plan may store weights in another format than the checkpoint: engines convert to few of them.
  /// - Parameters:
  ///   - engine: "SGLang".
  ///   - formats: Those that the engine converts to while it loads.
  func weightDeviations(engine: String, quantizesTo formats: Set<NumberFormat>) -> [Deviation] {
    guard let format = model.weightFormat, !model.isCheckpointGiven, !formats.contains(format) else { return [] }
    return [
      Deviation(
        id: "checkpoint-needed",
        sentence:
          "the plan stores weights in \(format.rawValue), to which \(engine) does not convert: --checkpoint names "
          + "a folder or a repository that has them so")
    ]
  }
}
