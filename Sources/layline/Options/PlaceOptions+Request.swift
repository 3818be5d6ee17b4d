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
    return try ExpertPlacementRequest(
      scenarios: scenarios, weights: weights, heldOut: try evaluate.map(Self.read),
      target: try gpus.target(
        expertCount: scenarios[0].load.expertCount, layers: scenarios[0].load.tokens.count { !$0.isEmpty },
        expertBytes: try prediction.expertBytes(), effort: effort))
  }

  private static func read(_ path: String) throws -> RecordedScenario {
    let data = try InputDocument.bytes(ofFile: path)
    return RecordedScenario(
      reference: .init(reference: path, sha256: Digest.of(data)), load: try ExpertLoad(parsing: data, file: path))
  }
}
