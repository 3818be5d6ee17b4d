import Costing
import Plans
import Quantities

/// Whether the HBM of a part's GPUs holds the weights and one sequence at its longest.
struct MemoryCheck: Sendable {
  private let request: ServingRequest
  private let part: DeploymentPart

  init(_ request: ServingRequest, _ part: DeploymentPart) {
    self.request = request
    self.part = part
  }

  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  func refusal() throws -> Refusal? {
    let need = WorkerMemory(request, part)
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
      return try parts.allSatisfy { try WorkerMemory(change.request, $0).withOneSequence().free >= 0 }
    }.map(\.sentence)
  }
}
