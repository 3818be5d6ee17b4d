/// The words and symbols of the product, as `layline explain --symbols` prints them.
public struct Glossary: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "glossary/1"
  /// Those of a group stand together: load, model, layout, time, hardware.
  public let symbols = Self.load + Self.model + Self.layout + Self.time + Self.hardware

  /// The glossary.
  public init() {}

  /// The quantity of a plan that a symbol stands for, in large letters or small: TPOT is timePerOutputToken.
  public static func quantity(of symbol: String) -> String? {
    Glossary().symbols.first { $0.quantity != nil && $0.symbol.lowercased() == symbol.lowercased() }?.quantity
  }

  /// A line for each symbol, at most 100 columns.
  public var description: String {
    let symbolWidth = symbols.map(\.symbol.count).max() ?? 0
    let unitWidth = symbols.map { $0.unit?.count ?? 0 }.max() ?? 0
    return symbols.flatMap { entry in
      let head = "\(entry.symbol.padding(to: symbolWidth))  \((entry.unit ?? "").padding(to: unitWidth))"
      var text = BranchedText(
        first: head + "  ", rest: String(repeating: " ", count: symbolWidth + unitWidth + 4))
      text.add(entry.meaning)
      return text.lines
    }.joined(separator: "\n")
  }
}

extension Glossary {
  static let load = [
    GlossaryEntry("B", "batch: sequences that a replica works on at once; B = m · b", unit: "sequences"),
    GlossaryEntry("b", "sequences of one micro-batch, which passes the stages together", unit: "sequences"),
    GlossaryEntry("m", "micro-batches in flight, each in another stage; m = P keeps every stage busy"),
    GlossaryEntry("S", "context: tokens of a sequence whose keys and values are cached", unit: "tokens"),
    GlossaryEntry("d", "draft tokens proposed in a step of speculative decoding", unit: "tokens"),
    GlossaryEntry("a", "acceptance: share of proposals that are confirmed, each given the one before"),
    GlossaryEntry("E[acc]", "tokens that a step yields on average: 1 + a + a² + … + a^d", unit: "tokens"),
  ]

  static let model = [
    GlossaryEntry("L", "layers of the model", unit: "layers"),
    GlossaryEntry("E", "routed experts of a layer", unit: "experts"),
    GlossaryEntry("k", "routed experts that each token is sent to", unit: "experts"),
    GlossaryEntry("N_total", "parameters that are stored, every expert included", unit: "parameters"),
    GlossaryEntry("N_active", "parameters that one token is multiplied with", unit: "parameters"),
    GlossaryEntry("κ", "KV cache that one token needs in one layer", unit: "bytes"),
    GlossaryEntry("κ_model", "KV cache that one token needs in all layers together", unit: "bytes"),
  ]

  static let layout = [
    GlossaryEntry("TP", "tensor parallelism: GPUs that share the matrices of a layer", unit: "GPUs"),
    GlossaryEntry("EP", "expert parallelism: GPUs among which the experts of a layer are dealt", unit: "GPUs"),
    GlossaryEntry(
      "expert-TP", "GPUs that share the matrices of one expert; EP × expert-TP are the GPUs of a stage", unit: "GPUs"),
    GlossaryEntry(
      "DP", "data parallelism of attention: groups of TP GPUs with sequences of their own", unit: "groups"),
    GlossaryEntry("PP", "pipeline parallelism: the layers are cut into stages that follow each other", unit: "stages"),
    GlossaryEntry("P", "stages of the pipeline", unit: "stages"),
    GlossaryEntry("CP", "context parallelism: GPUs that share the cache of one sequence", unit: "GPUs"),
    GlossaryEntry("W", "weights that one GPU holds", unit: "bytes"),
  ]

  static let time = [
    GlossaryEntry("TTFT", "time to first token: from a request's arrival to its first output token", unit: "seconds"),
    GlossaryEntry(
      "TPOT", "time per output token: between two tokens of a sequence; R / E[acc]", unit: "seconds",
      quantity: "timePerOutputToken"),
    GlossaryEntry(
      "R", "round: the time in which every sequence in flight makes one step", unit: "seconds", quantity: "round"),
    GlossaryEntry("T_s", "time of stage s for one micro-batch", unit: "seconds"),
    GlossaryEntry("h_s", "hop: handing a micro-batch on to stage s, or its tokens back to the first", unit: "seconds"),
    GlossaryEntry("bubble", "share of the round in which a stage has nothing to do: 1 - m · T_s / R"),
    GlossaryEntry(
      "slack", "what a resource could work longer in a round before anything waited for it", unit: "seconds"),
    GlossaryEntry("knee", "point of a frontier at which neither speed can gain much without the other losing more"),
  ]

  static let hardware = [
    GlossaryEntry("domain", "scale-up domain: GPUs joined by NVLink, ICI or xGMI at its full speed"),
    GlossaryEntry("tier", "level of the network beyond a domain: leaf, spine, core"),
    GlossaryEntry("drain", "HBM drain: reading all of a GPU's HBM once", unit: "seconds"),
    GlossaryEntry(
      "crossover", "batch at which products take as long as reading all weights once", unit: "sequences"),
    GlossaryEntry("η", "efficiency: what is achieved of a peak, as calibrated; 0 to 1"),
    GlossaryEntry(
      "ρ", "utilisation: busy share of a server's time; waiting grows without limit near 1"),
  ]
}

/// A word or symbol that output, documents and code use.
public struct GlossaryEntry: Encodable, Sendable {
  /// As it is written: "TPOT", "η".
  public let symbol: String
  /// In one sentence.
  public let meaning: String
  /// Of its values; absent for what is no number or a pure one.
  public let unit: String?
  /// The quantity of a plan that it stands for, where there is one.
  public let quantity: String?

  init(_ symbol: String, _ meaning: String, unit: String? = nil, quantity: String? = nil) {
    self.symbol = symbol
    self.meaning = meaning
    self.unit = unit
    self.quantity = quantity
  }
}
