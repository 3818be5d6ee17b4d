import Costing
import Plans

/// What the HBM of a deployment's ranks holds.
public struct DeploymentMemory: Sendable {
  private let request: ServingRequest

  /// - Parameter request: A deployment that decodes.
  public init(_ request: ServingRequest) { self.request = request }

  /// On a rank that decodes, with one sequence at its longest.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  public func ofDecode() throws -> MemoryPrediction {
    let parts = DeploymentPart.all(request)
    return try WorkerMemory(request, parts[parts.count - 1]).withOneSequence()
  }
}
