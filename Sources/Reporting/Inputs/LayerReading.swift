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

/// What a person calls a layer.
private struct LayerName: Hashable {
  let mixer: String
  let feedForward: String

  init(_ kind: LayerKind, hiddenSize: Int) {
    mixer = Self.mixer(kind.mixer)
    feedForward = Self.feedForward(kind.feedForward, hiddenSize: hiddenSize)
  }

  private static func mixer(_ mixer: TokenMixer) -> String {
    let shape = mixer.attention
    let picked = shape?.selectedEntries.map { ", \(Numerals.grouped($0)) entries picked" } ?? ""
    let compression = shape.map { "\($0.compression):1" } ?? ""
    switch mixer.kind {
    case .full: return heads(mixer)
    case .sliding: return "\(heads(mixer)), window \(Numerals.grouped(mixer.cache.windowTokens))"
    case .chunked: return "\(heads(mixer)), chunks of \(Numerals.grouped(mixer.cache.windowTokens))"
    case .latent: return "MLA"
    case .sparseLatent: return "MLA\(picked)"
    case .compressedSparse: return "compressed sparse attention \(compression)\(picked)"
    case .heavilyCompressed: return "heavily compressed attention \(compression)"
    case .blockSparse: return "\(heads(mixer)), block-sparse\(picked)"
    case .linear: return "linear attention"
    case .stateSpace: return "Mamba-2"
    case .none: return "no mixer"
    }
  }

  /// "GQA 64/8": query heads over key/value heads.
  private static func heads(_ mixer: TokenMixer) -> String {
    guard let queries = mixer.attention?.queryHeads else { return "attention" }
    switch mixer.cache.shards {
    case queries: return "MHA \(queries)"
    case 1: return "MQA \(queries)"
    case let shards: return "GQA \(queries)/\(shards)"
    }
  }

  private static func feedForward(_ part: FeedForward, hiddenSize: Int) -> String {
    switch part {
    case .none: return "no feed-forward"
    case .dense: return "dense"
    case .mixture(let mixture):
      let shared = mixture.sharedExpertCount > 0 ? ", \(mixture.sharedExpertCount) shared" : ""
      let latent = mixture.dispatchWidth != hiddenSize ? ", latent \(Numerals.grouped(mixture.dispatchWidth))" : ""
      return "\(mixture.expertCount) experts, \(mixture.expertsPerToken) per token\(shared)\(latent)"
    }
  }
}
