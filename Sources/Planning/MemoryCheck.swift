import Costing
import Models
import Plans
import Quantities

/// Whether the HBM of a part's GPUs holds the weights and one sequence at its longest.
struct MemoryCheck: Sendable {
  let request: ServingRequest
  let part: DeploymentPart

  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  func refusal() throws -> Refusal? {
    let need = WorkerMemory(request: request, part: part)
    let memory = try need.withOneSequence()
    guard memory.free < 0 else { return nil }
    return Refusal(
      reason: .memory,
      sentence: "a GPU of a \(part.worker) does not hold one sequence of \(Numerals.grouped(need.tokens)) tokens: "
        + memory.shortage,
      stage: memory, changes: try changes())
  }

  /// Single changes that were found to be enough.
  private func changes() throws -> [String] {
    try (DeploymentChange.formats(request) + DeploymentChange.moreGPUs(request, part)).filter { change in
      guard (try? DeploymentCheck(change.request).validate()) != nil else { return false }
      let parts = DeploymentPart.all(change.request)
      guard GPUCheck.fits(parts, change.request.cluster) else { return false }
      return try parts.allSatisfy { try WorkerMemory(request: change.request, part: $0).withOneSequence().free >= 0 }
    }.map(\.sentence)
  }
}

/// A single change to a deployment that a user could make.
private struct DeploymentChange: Sendable {
  /// The change in words, with the flag.
  let sentence: String
  /// The request after it.
  let request: ServingRequest

  /// Smaller formats of the KV cache and of the weights: those that every accelerator in use multiplies, and int4, which
  /// is expanded on the way.
  static func formats(_ request: ServingRequest) -> [DeploymentChange] {
    var changes: [DeploymentChange] = []
    let cache = request.cacheFormat ?? request.model.cacheFormat ?? .bfloat16
    if cache.bits > 8 {
      var changed = request
      changed.cacheFormat = .float8
      changes.append(
        DeploymentChange(
          sentence: "store the KV cache in fp8 instead of \(cache.rawValue) (--kv-precision fp8)", request: changed))
    }
    let pools = Set(DeploymentPart.all(request).map(\.poolIndex)).sorted().map { request.cluster.pools[$0] }
    let supported = [NumberFormat.float8, .nvfp4, .mxfp4].filter { format in
      pools.allSatisfy { $0.accelerator.peakRates[format] != nil }
    }
    for format in supported + [.integer4] where format.bits < request.model.widestWeightBits {
      var changed = request
      changed.model = request.model.asReleased(in: format)
      changes.append(
        DeploymentChange(
          sentence: "store the weights in \(format.rawValue) (--precision \(format.rawValue))", request: changed))
    }
    return changes
  }

  /// More GPUs in a worker: for attention, for experts, for the pipeline.
  static func moreGPUs(_ request: ServingRequest, _ part: DeploymentPart) -> [DeploymentChange] {
    let group = part.group
    var changes: [DeploymentChange] = []
    func add(_ written: [(Degree, Int)], _ change: (inout WorkerGroup) -> Void) {
      var larger = group
      change(&larger)
      changes.append(
        DeploymentChange(
          sentence: "\(larger.gpusPerWorker) GPUs in a \(part.worker) instead of \(group.gpusPerWorker) "
            + "(\(part.written(written)))",
          request: request.replacing(part, with: larger)))
    }
    for factor in [2, 4, 8] {
      let (tensor, data) = (group.tensorParallel * factor, group.dataParallel * factor)
      let (expert, pipeline) = (group.expertParallel * factor, group.pipelineParallel * factor)
      add([(.tensor, tensor)]) { $0.tensorParallel = tensor }
      if group.expertParallel > 1 {
        add([(.data, data), (.expert, expert)]) { ($0.dataParallel, $0.expertParallel) = (data, expert) }
      }
      add([(.pipeline, pipeline)]) { $0.pipelineParallel = pipeline }
    }
    return changes
  }
}
