import Costing
import Inputs

/// The layout of an entry as a deployment.
struct PublishedLayout {
  private let entry: PublishedEntry

  init(_ entry: PublishedEntry) { self.entry = entry }

  /// Who did prefill and decode; `nil` where the entry says neither.
  var mode: ServingMode? {
    guard let phase = try? entry.layout?.numberlessText("phase") else { return nil }
    if phase.hasPrefix("both") { return .aggregated }
    return ["prefill": .prefill, "decode": .decode, "disagg": .disaggregated][phase]
  }

  /// - Throws: `Diagnostic` "no-layout" or "layout-contradiction".
  func deployment() throws -> Deployment {
    guard let layout = entry.layout, let mode else { throw noLayout("phase", found: "no phase of serving") }
    switch mode {
    case .aggregated: return .aggregated(try whole(layout))
    case .prefill: return .prefillOnly(try whole(layout))
    case .decode: return .decodeOnly(try whole(layout))
    case .disaggregated:
      let prefill = try group(layout.required("prefill"), workers: nil)
      let decode = try group(layout.required("decode"), workers: nil)
      try check(gpus: prefill.gpus + decode.gpus)
      return .disaggregated(prefill: prefill, decode: decode)
    }
  }

  /// A layout whose workers share all GPUs of the entry.
  private func whole(_ layout: InputNode) throws -> WorkerGroup {
    var group = try group(layout, workers: 1)
    guard let gpus = entry.gpus else { return group }
    group.workers = max(1, gpus / group.gpusPerWorker)
    try check(gpus: group.gpus)
    return group
  }

  /// Degrees that an entry leaves out are 1; what says nothing at all is no layout.
  private func group(_ node: InputNode, workers: Int?) throws -> WorkerGroup {
    let (tensor, data) = (try degree("tp", node), try degree("attention_dp", node) ?? degree("dp", node))
    guard tensor != nil || data != nil else { throw noLayout("tp", found: "neither TP nor DP") }
    let group = WorkerGroup(
      workers: try workers ?? degree("workers", node) ?? 1, tensorParallel: tensor ?? 1, dataParallel: data ?? 1,
      pipelineParallel: try degree("pp", node) ?? 1, expertParallel: try degree("ep", node) ?? 1,
      redundantExperts: try degree("redundant_experts", node, atLeast: 0) ?? 0)
    let experts = try degree("moe_tp", node)
    guard group.gpusPerStage % group.expertParallel == 0,
      experts ?? group.expertTensorParallel == group.expertTensorParallel
    else {
      throw contradiction("ep", found: "EP \(group.expertParallel) with an expert TP of \(experts ?? 1)")
    }
    return group
  }

  private func check(gpus: Int) throws {
    guard let stated = entry.gpus, stated != gpus else { return }
    throw contradiction("gpus", found: "\(stated) GPUs and a layout of \(gpus)")
  }

  /// A text such as "8..32" in place of a number is no layout that could be predicted.
  private func degree(_ key: String, _ node: InputNode, atLeast minimum: Int = 1) throws -> Int? {
    guard let value = try node.optional(key) else { return nil }
    guard case .integer = value.content else { throw noLayout(key, found: value.summary) }
    return try value.integer(atLeast: minimum, atMost: LayoutLimits.largestDegree)
  }

  private func noLayout(_ key: String, found: String) -> Diagnostic {
    entry.refusal(
      "no-layout", key: "layout.\(key)", found: found, expected: "the phase of serving and the degrees of parallelism")
  }

  private func contradiction(_ key: String, found: String) -> Diagnostic {
    entry.refusal("layout-contradiction", key: key, found: found, expected: "degrees that multiply to the same GPUs")
  }
}

extension InputNode {
  /// The text of a key; `nil` where it is absent or something else than text.
  func numberlessText(_ key: String) throws -> String? {
    guard case .text(let text)? = try optional(key)?.content else { return nil }
    return text
  }
}
