import Plans

/// Whether inputs are still those that a document was made from.
struct InputDigests: Sendable {
  /// SHA-256 of what was read now, by input.
  let actual: [String: String]

  /// A finding for each input whose digest is another now.
  func findings(claimed: [(name: String, reference: PlanInputs.Reference?)]) -> [Finding] {
    claimed.compactMap { name, reference in
      guard reference?.sha256 != actual[name] else { return nil }
      return Finding(
        id: "input-changed", key: "inputs.\(name).sha256", claimed: reference?.sha256 ?? "none",
        actual: actual[name] ?? "none")
    }
  }
}
