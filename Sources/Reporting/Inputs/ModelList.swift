import Models
import Quantities

/// The models that ship with the product, as `layline model list` prints them.
public struct ModelList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "model-list/1"
  let models: [Entry]

  /// Reads the catalogue.
  /// - Throws: `Diagnostic` where the catalogue itself is broken, which tests rule out.
  public init() throws {
    models = try ModelCatalogue.entries().map { try Entry($0) }
  }

  /// A line for each model, below a heading.
  public var description: String {
    let width = models.map(\.name.count).max() ?? 0
    let heading = "name".padding(to: width) + "parameters".padding(left: 12) + "of a token".padding(left: 12) + "  file"
    return ([heading] + models.map { $0.line(nameWidth: width) }).joined(separator: "\n")
  }

  /// A model of the catalogue.
  struct Entry: Encodable, Sendable {
    let name: String
    let aliases: [String]
    let totalParameters: Int
    let activeParameters: Int
    /// How close the entry is to the published file.
    let status: String
    let source: String

    init(_ entry: ModelCatalogue.Entry) throws {
      let model = try ModelCatalogue.model(named: entry.name)
      name = entry.name
      aliases = entry.aliases
      totalParameters = model.totalParameters
      activeParameters = model.activeParameters
      status = entry.status.rawValue
      source = entry.source
    }

    func line(nameWidth: Int) -> String {
      let sizes = [totalParameters, activeParameters].map {
        "\(Numerals.significant(Double($0) / 1e9)) B".padding(left: 12)
      }
      return "\(name.padding(to: nameWidth))\(sizes[0])\(sizes[1])  \(status)"
    }
  }
}

/// The parameters of one part of a model.
public struct PartReading: Sendable, Hashable {
  /// Which part.
  public let part: ModelPart
  /// Parameters stored; packed ones are counted unpacked.
  public let parameters: Int
  /// Parameters that a token uses; drafting layers are not used by a token of the main model.
  public let activeParameters: Int
  /// With scales.
  public let bytes: Bytes

  /// Every part of a model that has tensors, in the order of `ModelPart`.
  static func all(of model: ModelArchitecture) -> [PartReading] {
    let mixtures = model.layers.compactMap(\.kind.feedForward.mixture)
    let activeExperts = mixtures.reduce(0) { $0 + $1.expertsPerToken * $1.expertElements }
    return model.amountsByPart.map { part, amount in
      let active =
        switch part {
        case .routedExperts: activeExperts
        case .multiTokenPrediction: 0
        default: amount.elements
        }
      return PartReading(part: part, parameters: amount.elements, activeParameters: active, bytes: amount.bytes)
    }
  }
}
