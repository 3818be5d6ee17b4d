extension WorkerGroup {
  /// The layout of one stage: in one scale-up domain where it fits, else in equal shares of as few as hold it.
  /// - Parameter gpusPerDomain: GPUs of a scale-up domain.
  /// - Returns: `nil` where EP does not divide TP × DP, or the domains cannot have equal shares.
  public func stageLayout(gpusPerDomain: Int) -> StageLayout? {
    WorkerModel.stageLayout(self, gpusPerDomain: gpusPerDomain)
  }
}
