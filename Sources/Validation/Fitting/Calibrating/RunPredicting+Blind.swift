extension RunPredicting {
  /// A prediction that cannot have seen what was measured.
  func blindPrediction(of run: MeasuredRun) throws -> RunPrediction {
    var hidden = run
    hidden.figures = [:]
    return try prediction(of: hidden)
  }
}
