extension WorkerRates {
  /// Whether there are workers that serve the model together: for both at once, or for each where the one reaches the other.
  public var canServe: Bool {
    if workers.contains(where: { $0.role == .mixed }) { return true }
    // Prefill is offered only where decode can be reached.
    return workers.contains { $0.role == .prefill }
  }
}
