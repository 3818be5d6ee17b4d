import Launching
import Plans
import Quantities

/// What was written to start a plan, and what runs otherwise than planned.
public struct LaunchReport: CustomStringConvertible {
  /// In words.
  public let description: String

  /// - Parameters:
  ///   - document: What was written.
  ///   - folder: Where it is; `nil` where it is printed.
  public init(_ document: LaunchDocument, folder: String?) {
    let machines = Set(document.workers.flatMap { $0.nodes.map(\.host) }).count
    let gpus = document.workers.flatMap(\.nodes).reduce(0) { $0 + $1.gpus.count }
    let head =
      "\(document.models.joined(separator: ", ")) with \(document.engine)"
      + (document.engine.hasPrefix(document.target) ? "" : " under \(document.target)")
      + ": \(Numerals.count(gpus, "GPU")) of \(Numerals.count(machines, "machine"))"
    var lines = Page.wrap(head, indent: 2) + [""]
    lines += Self.workers(document).flatMap { Page.fact($0.0, $0.1) }
    let files = Numerals.count(document.files.count, "file")
    lines += Page.fact(
      "files", folder.map { "\(files) in \($0)" } ?? "\(files), printed below (--output writes them)")
    lines += Self.deviations(document)
    lines += document.notes.flatMap { Page.fact("note", $0) }
    description = lines.joined(separator: "\n")
  }

  /// Workers that are alike count together.
  private static func workers(_ document: LaunchDocument) -> [(String, String)] {
    var kinds: [(words: String, first: LaunchDocument.Worker, last: LaunchDocument.Worker)] = []
    for worker in document.workers {
      let gpus = worker.nodes.reduce(0) { $0 + $1.gpus.count }
      let words = "\(gpus) GPUs on \(Numerals.count(worker.nodes.count, "machine")), \(stages(worker.stages))"
      let same = kinds.lastIndex {
        $0.words == words && $0.first.role == worker.role && $0.first.model == worker.model
      }
      if let same { kinds[same].last = worker } else { kinds.append((words, worker, worker)) }
    }
    return kinds.map { kind in
      let model = document.models.count > 1 ? "\(kind.first.model) " : ""
      let names = kind.first == kind.last ? kind.first.name : "\(kind.first.name) to \(kind.last.name)"
      return ("workers", "\(model)\(names): \(kind.words)")
    }
  }

  /// "TP8 in 2 stages: layers 0-63, layers 64-125" where stages are alike.
  private static func stages(_ stages: [String]) -> String {
    let parts = stages.map { $0.split(separator: ", ", maxSplits: 1).map(String.init) }
    guard stages.count > 1, let degrees = parts[0].last, parts.allSatisfy({ $0.last == degrees }) else {
      return stages.joined(separator: "; ")
    }
    let layers = parts.compactMap { $0.first?.split(separator: " ").last.map(String.init) }
    return "\(degrees) in \(stages.count) stages, layers \(layers.joined(separator: ", "))"
  }

  private static func deviations(_ document: LaunchDocument) -> [String] {
    guard !document.deviations.isEmpty else {
      return Page.fact("as planned", "nothing that the engine is told differs from the plan")
    }
    return document.deviations.flatMap { loss in
      Page.fact("differs", "\(loss.sentence)\(effect(loss, planned: document.timePerOutputToken))")
    }
  }

  private static func effect(_ loss: DeviationLoss, planned: Double?) -> String {
    guard let time = loss.timePerOutputToken, let planned else { return "" }
    let fits = loss.fits == false ? "; it does not fit the HBM then" : ""
    let share = time / planned - 1
    guard abs(share) >= 0.0005 else { return ": the predicted TPOT stays \(Seconds(planned))\(fits)" }
    return
      ": predicted TPOT \(Seconds(planned)) → \(Seconds(time)) (\(share > 0 ? "+" : "−")\(Numerals.percent(abs(share))))\(fits)"
  }
}

/// A layout that an engine cannot run, why, and what it can run instead.
public struct LayoutRefusalReport: CustomStringConvertible {
  /// In words.
  public let description: String

  /// Of a refusal.
  public init(_ refusal: LayoutNotExpressible) {
    var lines = ["\(refusal.engine) cannot run \(refusal.worker) as planned:"]
    lines += refusal.reasons.flatMap { Page.wrap("  - \($0)", indent: 4) }
    lines += refusal.alternative.map { Self.lines($0, refusal) } ?? Self.advice(refusal)
    description = lines.joined(separator: "\n")
  }

  private static func lines(_ other: LayoutNotExpressible.Alternative, _ refusal: LayoutNotExpressible) -> [String] {
    let share = other.tokensPerSecondPerGPU / other.plannedTokensPerSecondPerGPU - 1
    let rate = { (value: Double) in Numerals.plain(value) }
    return Page.wrap("The best that it can run: \(other.layout).", indent: 2)
      + Page.wrap(
        "  \(rate(other.tokensPerSecondPerGPU)) tokens/s per GPU, \(rate(other.plannedTokensPerSecondPerGPU)) as planned "
          + "(\(share < 0 ? "−" : "+")\(Numerals.percent(abs(share)))); TPOT \(Seconds(other.timePerOutputToken)), "
          + "\(Seconds(other.plannedTimePerOutputToken)) as planned.", indent: 2)
      + Page.wrap(
        "layline plan with --engine \(refusal.rule.rawValue) beside the flags of this plan makes it.", indent: 2)
  }

  /// Where nothing was looked for: a plan of a whole cluster.
  private static func advice(_ refusal: LayoutNotExpressible) -> [String] {
    Page.wrap(
      "layline plan with --engine \(refusal.rule.rawValue) beside the flags of this plan looks only at what it can run.",
      indent: 2)
  }
}
