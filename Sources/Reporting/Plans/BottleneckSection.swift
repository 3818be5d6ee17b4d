import Costing
import Plans
import Quantities

/// What the round waits for, and what a little more of it is worth.
struct BottleneckSection {
  let plan: Plan
  private static let mostOthers = 7

  /// All of the kind of replicas with most GPUs; of each other what it waits for longest.
  func write(to page: inout Page) {
    let titles = KindLetter.all(of: plan).map { $0.map { "\($0)  " } ?? "" }
    page.section(
      "Bottleneck",
      "\(titles[0])the round of \(Seconds(plan.prediction.round)) waits for (time, share, slack; tokens/s gained)")
    page.rows(plan.bottlenecks.map(row) + [roofline])
    for (kind, title) in zip(plan.workers, titles).dropFirst().prefix(Self.mostOthers) {
      let longest = kind.bottlenecks.prefix(3).map {
        "\(Resource.title(of: $0.resource)) \(Numerals.percent($0.share))"
      }
      page.row("\(title)\(Seconds(kind.prediction.round)): \(longest.joined(separator: ", "))")
    }
  }

  private var roofline: String {
    let figures = plan.prediction.roofline
    return
      "crossover batch \(Numerals.grouped(rounding: figures.crossoverBatch)): products take as long as reading all "
      + "weights; HBM drain \(Seconds(figures.memoryDrain))"
  }

  private func row(_ bottleneck: Bottleneck) -> String {
    let time = "\(Seconds(bottleneck.time))".padding(left: 8)
    let share = Numerals.percent(bottleneck.share).padding(left: 9)
    let slack = bottleneck.slack > 0 ? "slack \(Seconds(bottleneck.slack))" : ""
    guard bottleneck.time > 0 else {
      return Resource.title(of: bottleneck.resource).padding(to: 18) + "  never".padding(to: 19) + slack
    }
    let worth = bottleneck.marginal.map { "+\(Numerals.percent($0.gain, decimals: 2)) for \($0.unit)" } ?? ""
    return Resource.title(of: bottleneck.resource).padding(to: 18) + time + share + "  "
      + slack.padding(to: 15) + worth
  }
}

/// What was planned on what, in a line.
struct InputsLine {
  let inputs: PlanInputs

  var text: String {
    let workload = inputs.workload
    let context =
      workload.context.map { "context \(Numerals.grouped($0))" }
      ?? "\(Numerals.grouped(workload.inputTokens ?? 0)) in, \(Numerals.grouped(workload.outputTokens ?? 0)) out"
    return "\(inputs.model.reference) on \(inputs.cluster.reference), \(context), calibration "
      + inputs.calibration.reference
  }
}

/// Why there is no plan or no prediction, for a person.
public struct RefusalReport: CustomStringConvertible, Sendable {
  private let refusal: Refusal
  private let answer: String

  /// - Parameters:
  ///   - refusal: The reason and what would change it.
  ///   - answer: What there is none of: "plan".
  public init(_ refusal: Refusal, answer: String = "plan") {
    self.refusal = refusal
    self.answer = answer
  }

  /// The reason, then a line for each change.
  public var description: String {
    let changes = refusal.changes.map { "  - \($0)" }
    return
      (Page.wrap("No \(answer)\(refusal.isUnproved == true ? " was found" : ""): \(refusal.sentence).", indent: 2)
      + (changes.isEmpty ? [] : ["Any one of these would do:"] + changes))
      .joined(separator: "\n")
  }
}
