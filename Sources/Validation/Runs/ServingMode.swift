import Costing

/// Who does prefill and decode, without the sizes.
public enum ServingMode: String, Sendable, Hashable, CaseIterable, Codable {
  case aggregated
  case disaggregated
  case prefill
  case decode

  /// The mode of a deployment.
  public init(_ deployment: Deployment) {
    self =
      switch deployment {
      case .aggregated: .aggregated
      case .disaggregated: .disaggregated
      case .prefillOnly: .prefill
      case .decodeOnly: .decode
      }
  }
}
