import Costing
import Foundation
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
    let parts = [
      ("weights", memory.weights), ("experts", memory.experts), ("KV", memory.cache),
      ("activations", memory.activations), ("reserve", memory.reserve),
    ].filter { $0.1 >= 5e7 }.map { "\($0.0) \(gigabytes($0.1))" }.joined(separator: " + ")
    return Refusal(
      reason: .memory,
      sentence: "a GPU of a \(part.worker) does not hold one sequence of \(Numerals.grouped(need.tokens)) tokens: "
        + "\(parts) > \(gigabytes(memory.usable)) GB usable; \(gigabytes(-memory.free)) GB short on each GPU",
      stage: memory, changes: try changes())
  }

  private func gigabytes(_ bytes: Double) -> String { String(format: "%.1f", bytes / 1e9) }

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
