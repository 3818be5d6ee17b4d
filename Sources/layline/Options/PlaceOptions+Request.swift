import Costing
import Inputs
import Planning
import Plans

extension PlaceOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> ExpertPlacementRequest {
    let weights = try mixture()
    let effort = try effortFactor()
    guard (1...ExpertPlacementRequest.mostScenarios).contains(expertLoad.count) else {
      throw Diagnostic(
        id: "out-of-range", file: "--expert-load", found: "\(expertLoad.count) files",
        expected: "1 to \(ExpertPlacementRequest.mostScenarios) scenarios")
    }
    let scenarios = try expertLoad.map(Self.read)
    let experts = scenarios[0].load.expertCount
    let target = try gpus.target(
      expertCount: experts, layers: scenarios[0].load.tokens.count { !$0.isEmpty },
      expertBytes: try prediction.expertBytes(), effort: effort)
    let runs = try current.placement(expertCount: experts, rankCount: target.gpus)
    if runs != nil, target.redundantTotal != nil {
      throw Diagnostic(
        id: "flags-conflict", file: "--redundant-total", found: "--current beside it",
        expected: "--redundant, as what runs has as many copies in every layer")
    }
    return try ExpertPlacementRequest(
      scenarios: scenarios, weights: weights, heldOut: try evaluate.map(Self.read), target: target,
      current: runs)
  }

  private static func read(_ path: String) throws -> RecordedScenario {
    let data = try InputDocument.bytes(ofFile: path)
    return RecordedScenario(
      reference: .init(reference: path, sha256: Digest.of(data)), load: try ExpertLoad(parsing: data, file: path))
  }
}
