import Costing
import Inputs
import Quantities

extension InputNode {
  /// `{workers, tp, dp, pp, ep, redundantExperts}`; what is absent is 1, redundant experts 0.
  /// - Parameter allowsPipeline: Whether `pp` may be given.
  func workerGroup(allowsPipeline: Bool) throws -> WorkerGroup {
    try allowOnly(["workers", "tp", "dp", "ep", "redundantExperts"] + (allowsPipeline ? ["pp"] : []))
    func degree(_ name: String) throws -> Int { try optional(name)?.integer(atLeast: 1, atMost: 1 << 20) ?? 1 }
    let group = WorkerGroup(
      workers: try degree("workers"), tensorParallel: try degree("tp"), dataParallel: try degree("dp"),
      pipelineParallel: try degree("pp"), expertParallel: try degree("ep"),
      redundantExperts: try optional("redundantExperts")?.integer(atMost: 1 << 20) ?? 0)
    guard group.gpusPerStage % group.expertParallel == 0 else {
      throw fault("out-of-range", expected: "an ep that divides tp × dp")
    }
    return group
  }

  /// `{aggregated: {...}}`, `{prefillOnly: {...}}`, `{decodeOnly: {...}}` or `{prefill: {...}, decode: {...}}`.
  func deployment() throws -> Deployment {
    try allowOnly(["aggregated", "prefillOnly", "decodeOnly", "prefill", "decode"])
    func group(_ name: String) throws -> WorkerGroup? { try optional(name)?.workerGroup(allowsPipeline: true) }
    switch (try entries().count, try group("prefill"), try group("decode")) {
    case (2, let prefill?, let decode?): return .disaggregated(prefill: prefill, decode: decode)
    case (1, nil, nil):
      if let group = try group("aggregated") { return .aggregated(group) }
      if let group = try group("prefillOnly") { return .prefillOnly(group) }
      if let group = try group("decodeOnly") { return .decodeOnly(group) }
      fallthrough
    default:
      throw fault("wrong-type", expected: "aggregated, prefillOnly or decodeOnly, or both prefill and decode")
    }
  }

  /// `{drafts, acceptance}`.
  func speculation() throws -> Speculation {
    try allowOnly(["drafts", "acceptance"])
    return Speculation(
      draftTokens: try required("drafts").integer(atLeast: 1, atMost: 64),
      acceptance: try required("acceptance").number(atLeast: 0, atMost: 1))
  }

  /// `{experts, expertsPerToken, width, weights}`.
  func mixtureSketch() throws -> MixtureSketch {
    try allowOnly(["experts", "expertsPerToken", "width", "weights"])
    let experts = try required("experts").integer(atLeast: 1, atMost: 1 << 20)
    return MixtureSketch(
      experts: experts, expertsPerToken: try required("expertsPerToken").integer(atLeast: 1, atMost: experts),
      width: try required("width").integer(atLeast: 1, atMost: 1 << 20),
      weights: try required("weights").choice(NumberFormat.self))
  }

  /// The texts of a list.
  func texts() throws -> [String] { try items().map { try $0.text() } }
}
