import Costing
import Inputs
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

  /// Why the deployment does not fit its pools: too few GPUs, or too little HBM; `nil` where it does.
  /// - Throws: As `validate`, and where the calibration does not know the hardware or the runtime.
  public func refusal() throws -> Refusal? {
    try validate()
    for index in request.cluster.pools.indices {
      let here = parts.filter { $0.poolIndex == index }
      if let refusal = GPUCheck(here, pool: request.cluster.pools[index]).refusal() { return refusal }
    }
    for part in parts {
      if let refusal = try MemoryCheck(request, part).refusal() { return refusal }
    }
    return nil
  }
}
