import Clusters
import Planning
import Plans
import Quantities

/// How many nodes or racks of some kinds a demand needs, and what they cost, on one screen.
public struct ClusterSizeReport: CustomStringConvertible, Sendable {
  /// A kind of nodes or racks.
  public struct Kind: Sendable {
    public let cluster: QuickCluster
    public let sizing: ClusterSizing
    /// Dollars per hour of a GPU; `nil` where no price is known.
    private let price: Double?
    /// Output tokens that are asked for in a second.
    private let tokensPerSecond: Double

    /// - Throws: `Diagnostic` where the shipped clusters have no figures of the accelerator.
    public init(_ cluster: QuickCluster, sizing: ClusterSizing, tokensPerSecond: Double) throws {
      self.cluster = cluster
      self.sizing = sizing
      self.tokensPerSecond = tokensPerSecond
      price = try ClusterReference.quick(cluster.counting(1)).read().pools[0].price.map { $0.value * 3600 }
    }

    var gpus: Int? { sizing.least.map { $0 * cluster.gpusPerUnit } }

    /// Of all GPUs that there are, used or not.
    var dollarsPerHour: Double? { price.flatMap { price in gpus.map { Double($0) * price } } }

    /// Dollars of all GPUs per million output tokens, where no more than the demand comes.
    var dollarsPerMillionTokens: Double? { dollarsPerHour.map { $0 / (tokensPerSecond * 3600) * 1e6 } }

    /// By money, else by GPUs; what is not enough comes last.
    static func < (left: Kind, right: Kind) -> Bool {
      func key(_ kind: Kind) -> (Double, Int) { (kind.dollarsPerHour ?? .infinity, kind.gpus ?? .max) }
      return key(left) < key(right)
    }
  }

  private let kinds: [Kind]

  /// - Parameter kinds: As they were asked for.
  public init(_ kinds: [Kind]) {
    self.kinds = kinds.enumerated().sorted {
      $0.element < $1.element || !($1.element < $0.element) && $0.offset < $1.offset
    }
    .map(\.element)
  }

  /// The cheapest that serves the demand: "6x8 H200-SXM"; `nil` where none does.
  public var cheapest: QuickCluster? {
    kinds.first.flatMap { kind in kind.sizing.least.map { kind.cluster.counting($0) } }
  }

  /// Why the kind that was asked for first is not enough.
  public var refusal: Refusal? { kinds.lazy.compactMap(\.sizing.refusal).first }

  /// At most 100 columns.
  public var description: String {
    var page = Page(indent: 2)
    page.line(answer)
    if kinds.count > 1 {
      page.gap()
      let heading = ["kind", "needed", "GPUs", "USD/h", "USD/M tokens"]
      for row in Page.table([heading] + kinds.map(cells), numbers: [1, 2, 3, 4]) { page.line("  " + row) }
      page.gap()
      for kind in kinds { page.line("\(kind.cluster.name): \(limit(kind))") }
    }
    if kinds.contains(where: { $0.dollarsPerHour != nil }) {
      page.gap()
      page.line("Money is for all GPUs, used or idle, at the prices of layline cluster show; per token at the demand.")
    }
    return page.text
  }

  private var answer: String {
    guard let kind = kinds.first, let least = kind.sizing.least, let gpus = kind.gpus else {
      let reasons = kinds.count == 1 ? ": \(kinds.map(limit).joined())" : "."
      return "No number of nodes or racks that was tried serves the demand" + reasons
    }
    let money = kind.dollarsPerHour.map { ", \(dollars($0)) USD/h" } ?? ", price not known"
    let verb = least == 1 ? "serves" : "serve"
    let start = "\(kind.cluster.words(least)) \(verb) the demand: \(Numerals.count(gpus, "GPU"))\(money)"
    return kinds.count > 1 ? "Cheapest: \(start)." : "\(start); \(limit(kind))"
  }

  private func cells(_ kind: Kind) -> [String] {
    [
      kind.cluster.name,
      kind.sizing.least.map { Numerals.count($0, kind.cluster.isOfRacks ? "rack" : "node") } ?? "-",
      kind.gpus.map { Numerals.grouped($0) } ?? "-", kind.dollarsPerHour.map(dollars) ?? "-",
      kind.dollarsPerMillionTokens.map { Numerals.significant($0) } ?? "-",
    ]
  }

  private func dollars(_ value: Double) -> String {
    value < 1000 ? Numerals.significant(value, digits: 4) : Numerals.grouped(rounding: value)
  }

  /// "5 do not: 40 GPUs serve 3.1 requests/s at most, not 4."
  private func limit(_ kind: Kind) -> String {
    let (short, unit) = (kind.sizing.short, kind.cluster.isOfRacks ? "rack" : "node")
    guard let refusal = kind.sizing.refusal, short > 0 else { return "there is no fewer." }
    let count = kind.sizing.least == nil ? "\(Numerals.count(short, unit)), the most that are tried," : "\(short)"
    let verb = refusal.isUnproved == true ? "were not found to" : short == 1 ? "does not" : "do not"
    return "\(count) \(verb): \(refusal.sentence)."
  }
}
