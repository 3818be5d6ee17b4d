import Plans
import Quantities

/// How far caches travel from prefill to decode.
struct TransferSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    plan.placement.transfers.enumerated().map { index, transfer in
      let levels = transfer.levels.map { level in
        let share = Numerals.percent(level.share, decimals: 1)
        return level.level == "scale-up" ? "\(share) stay in a scale-up domain" : "\(share) cross \(level.level)"
      }
      let model = plan.inputs.models.count > 1 ? " of \(transfer.model)" : ""
      let least = transfer.leastShareLeaving > 0 ? "; none could stay, as no two of these workers fit one domain" : ""
      return (index == 0 ? "KV caches   " : "            ")
        + "handed over\(model): \(levels.joined(separator: ", "))\(least)"
    }.joined(separator: "\n")
  }
}
