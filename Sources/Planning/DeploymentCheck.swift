import Clusters
import Costing
import Formats
import Models
import Plans

/// Whether a deployment that a user names can be: its degrees, its GPUs, its HBM.
public struct DeploymentCheck: Sendable {
  private let request: ServingRequest
  private let parts: [DeploymentPart]

  /// - Parameter request: The deployment, where it is and what it serves.
  public init(_ request: ServingRequest) {
    self.request = request
    parts = DeploymentPart.all(request)
  }

  /// Refuses degrees that cannot be at all.
  /// - Throws: `Diagnostic` "layout-impossible" that names the flag at fault.
  public func validate() throws {
    for part in parts {
      try DegreeCheck(part, model: request.model, pool: request.cluster.pools[part.poolIndex]).validate()
    }
  }

  /// The reason why the deployment does not fit its pools: too few GPUs, or too little HBM; `nil` where it fits.
  /// - Throws: As `validate`, and where the calibration does not know the hardware or the runtime.
  public func refusal() throws -> Refusal? {
    try validate()
    for index in request.cluster.pools.indices {
      let here = parts.filter { $0.poolIndex == index }
      if let refusal = GPUCheck(parts: here, pool: request.cluster.pools[index]).refusal() { return refusal }
    }
    for part in parts {
      if let refusal = try MemoryCheck(request: request, part: part).refusal() { return refusal }
    }
    return nil
  }
}

/// Whether the degrees of a worker group can be: of the model, and of the domains of its pool.
private struct DegreeCheck: Sendable {
  private let part: DeploymentPart
  private let model: ModelDegrees
  private let layers: Int
  private let pool: Pool

  init(_ part: DeploymentPart, model: ModelArchitecture, pool: Pool) {
    self.part = part
    self.model = ModelDegrees(model)
    layers = model.layers.count
    self.pool = pool
  }

  private var group: WorkerGroup { part.group }

  /// - Throws: `Diagnostic` "layout-impossible" that names the flag at fault.
  func validate() throws {
    try checkHeads()
    try checkExperts()
    guard group.pipelineParallel <= layers else {
      throw fault(.pipeline, group.pipelineParallel, expected: "at most the \(layers) layers of the model")
    }
    guard let layout = group.stageLayout(gpusPerDomain: pool.gpusPerDomain) else {
      throw fault(
        .data, group.dataParallel,
        expected: "stages of TP × DP GPUs that take equal shares of domains of \(pool.gpusPerDomain), not "
          + "\(group.gpusPerStage)")
    }
    // Ranks in several domains fill each of them: they reduce inside first, then across.
    let (inside, ranks) = (layout.gpusPerDomain, group.tensorParallel)
    guard inside % ranks == 0 || ranks % inside == 0 && ranks <= pool.gpuCount else {
      throw fault(
        .tensor, ranks,
        expected:
          "a degree that divides the \(inside) GPUs of a scale-up domain, or a multiple of them that the pool has")
    }
    if let fault = model.widths.fault(
      tensorParallel: group.tensorParallel, expertTensorParallel: model.experts > 0 ? layout.expertTensorParallel : 1)
    {
      throw self.fault(.tensor, group.tensorParallel, expected: fault)
    }
  }

  private func checkHeads() throws {
    guard !model.dividesHeads(tensorParallel: group.tensorParallel) else { return }
    let heads = model.attentionHeads.map(String.init).joined(separator: " and ")
    throw fault(.tensor, group.tensorParallel, expected: "a degree that divides the \(heads) attention heads")
  }

  private func checkExperts() throws {
    let (degree, ranks) = (group.expertParallel, group.gpusPerStage)
    guard model.experts > 0 else {
      guard degree == 1 else { throw fault(.expert, degree, expected: "none, as the model has no experts") }
      guard group.redundantExperts == 0 else {
        throw fault(.redundant, group.redundantExperts, expected: "none, as the model has no experts")
      }
      return
    }
    guard ranks % degree == 0 else {
      throw fault(
        .expert, degree,
        expected: "a degree that divides TP × DP = \(group.tensorParallel) × \(group.dataParallel) = \(ranks)")
    }
    guard model.allows(expertParallel: degree, redundantExperts: group.redundantExperts) else {
      throw fault(.expert, degree, expected: "at most the \(model.experts + group.redundantExperts) experts of a layer")
    }
  }

  private func fault(_ degree: Degree, _ found: Int, expected: String) -> Diagnostic {
    part.fault(degree, id: .layoutImpossible, found: "\(found)", expected: expected)
  }
}
