extension Megatron {
  /// What a plan of inference means to it.
  public func deviations(for worker: LaunchedWorker) -> [Deviation] {
    limits(on: worker).map { Deviation(id: "megatron", sentence: $0) }
  }
}
