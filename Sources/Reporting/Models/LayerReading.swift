import Models
import Quantities

/// Layers of a model that a person would call the same.
public struct LayerReading: Sendable, Hashable {
  /// Runs of neighbouring layers, ascending, from 0.
  public let runs: [ClosedRange<Int>]
  /// How tokens see each other: "MLA".
  public let mixer: String
  /// What works on each token alone: "256 experts, 8 per token, 1 shared".
  public let feedForward: String
  /// The first of these layers; the others may differ from it in sizes and formats.
  public let example: LayerKind
  /// Parameters of the smallest and the largest of these layers.
  public let parameters: ClosedRange<Int>

  /// The layers of a model in the order in which their kinds first appear.
  static func all(of model: ModelArchitecture) -> [LayerReading] {
    var names: [LayerName] = []
    var members: [LayerName: [LayerGroup]] = [:]
    for group in model.layerGroups {
      let name = LayerName(group.kind, hiddenSize: model.hiddenSize)
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(group)
    }
    return names.compactMap { name in members[name].flatMap { LayerReading(name, $0) } }
  }

  /// - Returns: `nil` for no groups.
  private init?(_ name: LayerName, _ groups: [LayerGroup]) {
    let sizes = groups.map(\.kind.totalElements)
    guard let least = sizes.min(), let most = sizes.max(), let example = groups.first?.kind else { return nil }
    runs = Self.joined(groups.flatMap(\.runs))
    mixer = name.mixer
    feedForward = name.feedForward
    self.example = example
    parameters = least...most
  }

  /// Runs in order, those that touch as one.
  private static func joined(_ runs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    runs.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, run in
      if let last = joined.last, last.upperBound + 1 == run.lowerBound {
        joined[joined.count - 1] = last.lowerBound...run.upperBound
      } else {
        joined.append(run)
      }
    }
  }

  /// How many layers these are.
  public var count: Int { runs.reduce(0) { $0 + $1.count } }
}
