import Plans
import Quantities

/// What is known about a bound, and that this part alone rests on the search and the solver.
struct BoundSection {
  private let judgement: PlanJudgement

  init(_ judgement: PlanJudgement) { self.judgement = judgement }

  var lines: [String] { TextLayout.fact("bound", sentence) + better }

  private var bound: BoundJudgement { judgement.bound }
  private var claimed: String { Numerals.significant(bound.claimed, digits: 6) }

  private var sentence: String {
    switch bound.status {
    case .confirmed: "\(claimed) confirmed by a search of its own, the one part that rests on search and solver"
    case .refuted: "\(claimed) refuted by a search of its own: \(exhibit)"
    case .notConfirmed:
      bound.proved.map {
        "\(claimed) not confirmed: a search of its own finds nothing better, but proves \(Numerals.significant($0, digits: 6)) only"
      } ?? "\(claimed) not confirmed: a search of its own finds no answer to the question"
    case .notChecked: "\(claimed) is believed, as no search was asked (--skip-bound)"
    }
  }

  private var exhibit: String {
    if let better = bound.better {
      return "a layout reaches \(Numerals.significant(better.objective, digits: 6)) with a TPOT of "
        + "\(Seconds(better.timePerOutputToken)) and \(TextLayout.plain(better.tokensPerSecondPerGPU)) tokens/s per GPU"
    }
    return bound.betterComposition.map { "a composition reaches \(Numerals.significant($0.value, digits: 6))" } ?? ""
  }

  private var better: [String] {
    if let composition = bound.betterComposition {
      return composition.workers.flatMap {
        TextLayout.fact("", "\($0.count) × \($0.role.rawValue) of \($0.model), \($0.layout), \($0.gpus) GPUs each")
      }
    }
    guard let layout = bound.better?.layout else { return [] }
    let stages = layout.stages.map {
      "layers \($0.firstLayer)–\($0.lastLayer) on \($0.gpus) GPUs, TP\($0.tensorParallel) DP\($0.dataParallel) "
        + "EP\($0.expertParallel)"
    }
    return TextLayout.fact(
      "", "\(stages.joined(separator: "; ")); \(layout.microBatches) × \(layout.microBatch) sequences")
  }
}
