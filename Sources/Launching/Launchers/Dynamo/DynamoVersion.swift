import Inputs

/// A release of NVIDIA Dynamo, as far as its objects and workers differ.
///
/// Read from the wheels of ai-dynamo and the operator's types (Apache-2.0): `--disaggregation-mode` is known to workers of
/// vLLM from 1.0.0 on, and the operator serves nvidia.com/v1beta1 in 1.3.0, and v1alpha1 still.
public struct DynamoVersion: Sendable, Hashable {
  /// "1.6.1".
  public let name: String
  private let index: Int

  /// The oldest first.
  public static let known = [
    "0.9.0", "0.9.1", "1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.1.1", "1.2.0", "1.2.1", "1.3.0", "1.3.1", "1.4.0", "1.4.1",
    "1.4.2", "1.5.0", "1.5.1", "1.6.0", "1.6.1",
  ]
  /// The newest of them.
  public static let latest = DynamoVersion(index: known.count - 1)

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    guard let index = Self.known.firstIndex(of: name) else {
      throw Diagnostic.unknownVersion(name, of: "Dynamo", known: Self.known)
    }
    self.init(index: index)
  }

  private init(index: Int) {
    self.index = index
    name = Self.known[index]
  }

  /// nvidia.com/v1beta1: a list of components with pod templates.
  var hasComponents: Bool { isSince("1.3.0") }
  /// Workers of vLLM say their role with `--disaggregation-mode`.
  var hasDisaggregationMode: Bool { isSince("1.0.0") }

  private func isSince(_ name: String) -> Bool { Self.known.firstIndex(of: name).map { index >= $0 } ?? false }
}
