import Plans
import Quantities

/// What is served, by model.
struct ServiceSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String { ([total] + models).joined(separator: "\n") }

  private var total: String {
    let composition = plan.composition
    let price = composition.costPerHour.map { ", \(Numerals.significant($0)) USD/h" } ?? ""
    return "Serves      \(rate(composition.servedRequestsPerSecond)) requests/s with "
      + "\(Numerals.grouped(composition.gpusUsed)) of \(Numerals.grouped(composition.gpusAvailable)) GPUs\(price)"
  }

  private var models: [String] {
    let models = plan.composition.models
    let width = min(40, max(5, models.map(\.model.count).max() ?? 0))
    let header =
      "            " + "model".padding(to: width)
      + ["demand", "served", "prefill", "decode", "mixed", "GPUs"].map { $0.padding(left: 9) }.joined()
    let lines = models.map { model in
      "            " + String(model.model.suffix(width)).padding(to: width)
        + [
          model.demand.map(rate) ?? "most", rate(model.servedRequestsPerSecond), rate(model.prefillRequestsPerSecond),
          rate(model.decodeRequestsPerSecond), rate(model.mixedRequestsPerSecond), Numerals.grouped(model.gpus),
        ].map { $0.padding(left: 9) }.joined()
    }
    let prices = models.compactMap { model in
      model.costPerMillionTokens.map {
        "            \(model.model): \(Numerals.significant($0)) USD per million output tokens"
      }
    }
    return [header] + lines + prices
  }

  private func rate(_ value: Double) -> String { Numerals.significant(value, digits: 4) }
}
