import Costing
import FoundationEssentials
import Plans
import Quantities

/// How a placement that regards the network loads it, layer by layer and in all.
struct NetworkSection {
  let document: ExpertPlacementDocument

  var lines: [String] {
    guard let network = document.network else { return [] }
    return [heading, subheading] + network.layers.map(row)
      + Page.wrap(summary(network), indent: 12) + Page.wrap(certificate(network), indent: 12)
      + Page.wrap(conditions(network), indent: 12)
  }

  private var heading: String {
    Self.line("", "", ["", "", "", ""], ["regardless", ""], ["greedy", ""])
  }

  private var subheading: String {
    let shown = ["fan-out", "time"]
    return Self.line("layer", "tokens", shown + ["waits for", "unit bound"], shown, shown)
  }

  private func row(_ layer: NetworkLayer) -> String {
    let placed = layer.placed
    return Self.line(
      "\(layer.layer)", Numerals.grouped(layer.tokens),
      [
        Self.decimals(placed.fanOut, 2), Self.decimals(placed.time), Self.name(placed.boundBy),
        layer.bound.map { Self.decimals($0) } ?? "none",
      ], Self.cells(layer.unregarding), Self.cells(layer.greedy))
  }

  private static func cells(_ load: NetworkLoad) -> [String] { [decimals(load.fanOut, 2), decimals(load.time)] }

  private static func line(
    _ layer: String, _ tokens: String, _ placed: [String], _ unregarding: [String], _ greedy: [String]
  ) -> String {
    let cells = zip(placed + unregarding + greedy, [10, 9, 12, 12, 12, 9, 12, 9]).map { $0.padding(left: $1) }
    return (layer.padding(left: 5) + tokens.padding(left: 10) + cells.joined()).trimmingTrailingSpaces()
  }

  private static func decimals(_ value: Double, _ count: Int = 3) -> String { Numerals.fixed(value, decimals: count) }

  private static func name(_ resource: Resource) -> String {
    resource == .scaleOut ? "NIC" : resource.shortTitle
  }

  private func summary(_ network: PlacementNetwork) -> String {
    let (placed, plain, greedy) = (network.placed, network.unregarding, network.greedy)
    return
      "Network     a recorded token reaches \(Self.decimals(placed.fanOut, 2)) of \(network.domains) domains, without regard "
      + "for the network \(Self.decimals(plain.fanOut, 2)), with the greedy \(Self.decimals(greedy.fanOut, 2)); "
      + "slowest of compute, HBM, scale-up and NIC at \(Self.decimals(placed.time)) of even compute, without regard "
      + "\(Self.decimals(plain.time)), greedy \(Self.decimals(greedy.time)) (means of layers)"
  }

  /// The bound is not one of all placements, and the page must not read as if it were.
  private func certificate(_ network: PlacementNetwork) -> String {
    guard let bound = network.bound else {
      return
        "            not every layer has a unit bound: too many assignments of units to list, or none of equal size"
    }
    let standing =
      network.placed.time < bound
      ? "this one splits them and is below it, so that nothing is proved of it" : "one that splits them may be below it"
    return
      "            unit bound \(Self.decimals(bound)), only within its class: placements that keep units of experts whole, "
      + "as many in each domain; \(standing)"
  }

  private func conditions(_ network: PlacementNetwork) -> String {
    let batch = network.tokensPerStep.map { "a step of \(Numerals.grouped(rounding: $0)) tokens" }
    let price = network.nicCost.map { "NIC cost \(Numerals.plain($0))" }
    let step =
      document.prediction == nil ? "" : "; the step above counts the balance and the calibration's dispatch only"
    let without =
      network.layersWithoutRoutes.isEmpty
      ? "" : "; no routes in \(Self.list(network.layersWithoutRoutes)), placed without regard to the network"
    return
      "            \(batch ?? price ?? ""); for dispatch that sends a token once to each domain (where it goes once to each "
      + "expert, balance is all that counts)" + step + without
  }

  /// "layers 1 to 3 and 7".
  private static func list(_ layers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for layer in layers {
      if let last = runs.last, last.upperBound + 1 == layer {
        runs[runs.count - 1] = last.lowerBound...layer
      } else {
        runs.append(layer...layer)
      }
    }
    let words = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
    let text = words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    return (layers.count == 1 ? "layer " : "layers ") + text
  }
}

/// A row for each layer that has experts.
struct LayerTable {
  let document: ExpertPlacementDocument

  var lines: [String] { [Self.line(heading)] + document.layers.map { Self.line(row($0)) } }

  private typealias Cell = (text: String, width: Int)

  private static func line(_ cells: [Cell]) -> String { cells.map { $0.text.padding(left: $0.width) }.joined() }

  /// Whether the balance is not that of the worst scenario.
  private var isMixture: Bool { document.inputs.weights != nil }

  private var heading: [Cell] {
    var cells: [Cell] = [
      ("layer", 5), ("balance", 9), ("bound", 8), ("gap", 9), ("hottest, tokens", 17), ("coolest, tokens", 17),
    ]
    if isMixture { cells.append(("worst", 8)) }
    cells.append(("greedy", 8))
    return document.inputs.evaluate.isEmpty ? cells : cells + [("held out", 10), ("greedy", 8)]
  }

  private func row(_ layer: LayerPlacement) -> [Cell] {
    var cells: [Cell] = [
      ("\(layer.layer)", 5), (Self.balance(layer.balance), 9), (Self.balance(layer.bound), 8),
      (Numerals.percent(layer.gap, decimals: 2), 9), (Self.busy(layer.hottest), 17), (Self.busy(layer.coolest), 17),
    ]
    if isMixture { cells.append((Self.balance(layer.worstBalance), 8)) }
    cells.append((Self.balance(layer.greedy.balance), 8))
    guard !layer.heldOut.isEmpty else { return cells }
    return cells + [(Self.balance(Self.mean(layer.heldOut)), 10), (Self.balance(Self.mean(layer.greedy.heldOut)), 8)]
  }

  private static func busy(_ end: LayerPlacement.BusyGPU) -> String {
    "\(end.gpu)" + tokens(end.tokens).padding(left: 12)
  }

  /// Whole tokens as far as they fit; half ones, of an expert with copies, where they are few.
  private static func tokens(_ value: Double) -> String {
    if value < 1000, value != value.rounded() { return Numerals.fixed(value, decimals: 1) }
    return value < 1e9 ? Numerals.grouped(rounding: value) : Numerals.scientific(value, decimals: 3)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Four decimals: a tenth of a per cent is as fine as placements are searched.
  static func balance(_ value: Double) -> String { Numerals.fixed(value, decimals: 4) }
}
