import Formats
import Quantities

/// One published result, with the inputs of its prediction.
public struct PublishedFigure: Sendable, Hashable {
  /// The reliability of a publication, and how much of its configuration it states.
  public enum Confidence: String, Sendable, Hashable, CaseIterable, Codable {
    /// Read in the source, configuration stated.
    case high
    /// Rounded, or parts of the configuration follow from elsewhere.
    case medium
    /// A single remark, or a configuration that is mostly assumed.
    case low
  }

  /// Unique in the suite.
  public let id: String
  /// The group that it is listed in.
  public let kind: PublishedKind
  /// The publication.
  public let citation: PublishedCitation
  /// The passage with the number as published.
  public let evidence: String
  /// Properties of the configuration that the publication does not state and are assumed.
  public let assumed: [String]
  /// The quantity as the file names it: "timePerOutputToken".
  public let quantity: String
  /// The subject of the figure.
  public let subject: PublishedSubject
  /// The value in base units; rates per GPU.
  public let value: Double
  /// The tolerance of the prediction as a fraction: 0.2 allows from 1 / 1.2 to 1.2 times the value.
  public let tolerance: Double
  /// The reason for the tolerance.
  public let toleranceReason: String
  /// The reliability of the publication.
  public let confidence: Confidence
  /// The reason why the prediction is known to be outside the tolerance; `nil` where it is expected inside.
  public let knownMiss: String?

  /// The unit of the value.
  public var unit: PublishedUnit { subject.unit }

  /// Whether a prediction is inside the tolerance: at most 1 + tolerance times the value, and at least 1 / (1 + tolerance).
  public func accepts(_ prediction: Double) -> Bool {
    let ratio = prediction / value
    return ratio <= 1 + tolerance && ratio * (1 + tolerance) >= 1
  }
}

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

  /// All figures, in the order of the files.
  /// - Throws: `Diagnostic` for a fault of the shipped files; a test checks them.
  public static func all() throws -> [PublishedFigure] { try contents.get() }

  /// The figures whose id or kind contains a text, ignoring case.
  /// - Throws: `Diagnostic` "nothing-matches" where there are none.
  public static func matching(_ text: String) throws -> [PublishedFigure] {
    let wanted = text.lowercased()
    let found = try all().filter { "\($0.kind.rawValue) \($0.id)".lowercased().contains(wanted) }
    guard !found.isEmpty else {
      throw Diagnostic(
        id: .nothingMatches, file: "published", found: "no figure whose id or kind contains \"\(text)\"",
        expected: "a kind (\(PublishedKind.allCases.map(\.rawValue).joined(separator: ", "))) or a part of an id",
        advice: "\"layline published\" lists them all")
    }
    return found
  }
}

/// The unit of a published figure.
public enum PublishedUnit: String, Sendable, Hashable, CaseIterable, Codable {
  /// Seconds.
  case time = "s"
  /// Bytes.
  case information = "B"
  /// Tokens per second.
  case tokenRate = "tok/s"
  /// Parameters.
  case parameters
  /// Floating-point operations.
  case operations = "FLOP"
  /// A ratio or a plain count.
  case number = ""

  /// The value in the base unit: "57674 tok/s", "14.76 ms", "671e9 parameters", "2400".
  /// - Throws: `Diagnostic` for a missing or foreign unit, and for what is not above zero.
  func value(_ node: InputNode) throws -> Double {
    switch self {
    case .time: try node.quantity(Seconds.self).value
    case .information: try node.quantity(Bytes.self).value
    case .operations: try node.quantity(FLOPs.self).value
    case .number: try node.number(atLeast: .leastNonzeroMagnitude)
    case .tokenRate, .parameters: try count(node)
    }
  }

  private func count(_ node: InputNode) throws -> Double {
    let words = try node.text().split(separator: " ")
    guard words.count == 2, words[1] == rawValue, let value = Double(words[0]), value.isFinite, value > 0 else {
      throw node.fault(.unitWrong, expected: "a number above zero of \(rawValue), for example \"1200 \(rawValue)\"")
    }
    return value
  }

  /// A value formatted for people: "14.8 ms", "7,209 tok/s", "671 B" parameters.
  /// - Parameter value: The value in the base unit.
  public func text(_ value: Double) -> String {
    switch self {
    case .time: "\(Seconds(value))"
    case .information: "\(Bytes(value))"
    case .operations: "\(FLOPs(value))"
    case .parameters: "\(Numerals.significant(value / 1e9)) B"
    case .tokenRate:
      value < 1000 ? "\(Numerals.significant(value)) tok/s" : "\(Numerals.grouped(rounding: value)) tok/s"
    case .number: value < 100 ? Numerals.significant(value) : Numerals.grouped(rounding: value)
    }
  }
}
