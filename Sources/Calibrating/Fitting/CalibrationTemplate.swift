import Costing
import Formats
import FoundationEssentials

/// A calibration with blanks for some figures: filling them costs one reading of the text, which a fit does often.
struct CalibrationTemplate: Sendable {
  private let file: String
  /// The text before, between and behind the blanks; one more than there are blanks.
  private let pieces: [String]
  /// The index of the value for each blank, in the order of the text.
  private let order: [Int]
  private let units: [String]

  /// - Throws: `Diagnostic` where a key is missing or its figure is written over several lines.
  init(_ document: CalibrationDocument, parameters: [FittedParameter]) throws {
    file = document.file
    units = parameters.map(\.unit)
    let places = try parameters.map { parameter in
      try document.place(
        of: "\(parameter.key).value", probedWith: WrittenFigure(number: 1234.5, unit: parameter.unit).exact)
    }
    order = places.indices.sorted { places[$0].lowerBound < places[$1].lowerBound }
    var pieces: [String] = []
    var end = document.text.startIndex
    for index in order {
      pieces.append(String(document.text[end..<places[index].lowerBound]))
      end = places[index].upperBound
    }
    self.pieces = pieces + [String(document.text[end...])]
  }

  /// The document with values in the parameters' units and order, to the last bit.
  func document(with values: [Double]) throws -> CalibrationDocument {
    var text = ""
    for (piece, index) in zip(pieces, order) {
      text += piece + WrittenFigure(number: values[index], unit: units[index]).exact
    }
    return try CalibrationDocument(text + (pieces.last ?? ""), file: file)
  }
}

/// The subject of a prediction, compared with the range on which a calibration was fitted.
public struct ApplicabilityQuestion: Sendable, Hashable {
  /// The accelerator as the file or the cluster names it.
  public var accelerator: String
  /// The runtime; `nil` where unknown.
  public var runtime: String?
  /// The model as the file names it.
  public var model: String
  /// GPUs of the deployment.
  public var gpus: Double
  /// KV tokens of a sequence in decode.
  public var context: Double
  /// The sequences offered to each data-parallel rank; `nil` where the load does not give it.
  public var sequencesPerRank: Double?

  public init(
    accelerator: String, runtime: String?, model: String, gpus: Double, context: Double, sequencesPerRank: Double?
  ) {
    self.accelerator = accelerator
    self.runtime = runtime
    self.model = model
    self.gpus = gpus
    self.context = context
    self.sequencesPerRank = sequencesPerRank
  }

  /// The subject of a measured run.
  public init(_ run: MeasuredRun) {
    self.init(
      accelerator: run.accelerator, runtime: run.runtime, model: run.model, gpus: Double(run.deployment.gpus),
      context: run.traffic.averageContext ?? run.traffic.inputTokens + run.traffic.outputTokens / 2,
      sequencesPerRank: run.sequencesPerRank)
  }
}

extension MeasuredRun {
  /// Sequences in flight offered to each data-parallel rank of the workers that decode.
  fileprivate var sequencesPerRank: Double? {
    let group =
      switch deployment {
      case .aggregated(let group), .decodeOnly(let group), .disaggregated(_, let group): group
      case .prefillOnly(let group): group
      }
    switch traffic.load {
    case .concurrency(let sequences): return sequences / Double(max(1, group.workers * group.dataParallel))
    case .sequencesPerRank(let sequences): return sequences
    default: return nil
    }
  }
}

/// The least and the most of something that was seen.
public struct CountRange: Sendable, Hashable, Codable {
  /// The least.
  public let least: Double
  /// The most.
  public let most: Double

  public init(least: Double, most: Double) {
    self.least = least
    self.most = most
  }

  /// `nil` for no values.
  init?(_ values: [Double]) {
    guard let least = values.min(), let most = values.max() else { return nil }
    self.init(least: least, most: most)
  }

  /// Whether a value lies inside the range, extended by a negligible share.
  func contains(_ value: Double, slack: Double = 0.01) -> Bool {
    value >= least * (1 - slack) && value <= most * (1 + slack)
  }
}

/// A new figure with its evidence.
public struct CalibrationEdit: Sendable, Hashable {
  /// The figure with its unit, as a file writes it: "98.20 us".
  public let value: String
  public let evidence: String

  public init(value: String, evidence: String) {
    self.value = value
    self.evidence = evidence
  }
}

/// A single YAML scalar.
enum ScalarText {
  /// The value that a scalar reads as.
  static func node(_ written: String) throws -> InputNode {
    try InputDocument.parse(Data("[\(written)]".utf8), file: "", isJSON: false).items().first
      ?? InputNode(file: "", content: .null)
  }
}
