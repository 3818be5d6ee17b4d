import Inputs

/// The published figures that ship with the product.
public enum PublishedFigures {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("architecture.yaml", PackageResources.architecture_yaml),
    ("memory.yaml", PackageResources.memory_yaml),
    ("blackboard.yaml", PackageResources.blackboard_yaml),
    ("kernels.yaml", PackageResources.kernels_yaml),
    ("serving-large-scale.yaml", PackageResources.serving_large_scale_yaml),
    ("serving-blackwell.yaml", PackageResources.serving_blackwell_yaml),
    ("serving-throughput.yaml", PackageResources.serving_throughput_yaml),
    ("serving-latency.yaml", PackageResources.serving_latency_yaml),
  ]

  private static let contents = Result { try files.flatMap { try PublishedFile.figures($0.bytes, file: $0.name) } }

  /// All of them, in the order of the files.
  /// - Throws: `Diagnostic` for a fault of the shipped files, which a test rules out.
  public static func all() throws -> [PublishedFigure] { try contents.get() }

  /// Those whose id or kind contains a text, in any case of its letters.
  /// - Throws: `Diagnostic` "nothing-matches" where there are none.
  public static func matching(_ text: String) throws -> [PublishedFigure] {
    let wanted = text.lowercased()
    let found = try all().filter { "\($0.kind.rawValue) \($0.id)".lowercased().contains(wanted) }
    guard !found.isEmpty else {
      throw Diagnostic(
        id: "nothing-matches", file: "published", found: "no figure whose id or kind contains \"\(text)\"",
        expected: "a kind (\(PublishedKind.allCases.map(\.rawValue).joined(separator: ", "))) or a part of an id",
        advice: "\"layline published\" lists them all")
    }
    return found
  }
}
