import Costing
import Inputs
import Interchange
import Models
import Planning
import Plans

extension PlaceOptions {
  /// Reads every input but the network's price.
  /// - Parameter routes: Of `network`; they take the place of load files where there are none.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request(_ routes: RecordedRoutes?) throws -> ExpertPlacementRequest {
    let (flag, count) = expertLoad.isEmpty ? ("--routes", network.routes.count) : ("--expert-load", expertLoad.count)
    let weights = try mixture(count)
    let effort = try effortFactor()
    guard (1...ExpertPlacementRequest.mostScenarios).contains(count) else {
      throw Diagnostic(
        id: "out-of-range", file: flag, found: "\(count) files",
        expected: "1 to \(ExpertPlacementRequest.mostScenarios) scenarios")
    }
    let scenarios = try scenarios(routes)
    let experts = scenarios[0].load.expertCount
    let target = try gpus.target(
      expertCount: experts, layers: scenarios[0].load.tokens.count { !$0.isEmpty },
      expertBytes: try prediction.expertBytes(), effort: effort)
    let runs = try current.placement(expertCount: experts, rankCount: target.gpus)
    if runs != nil, routes != nil {
      throw Diagnostic(
        id: "flags-conflict", file: "command line", found: "--routes with --current",
        expected: "one of them: moves are chosen without regard to the network")
    }
    if runs != nil, target.redundantTotal != nil {
      throw Diagnostic(
        id: "flags-conflict", file: "--redundant-total", found: "--current beside it",
        expected: "--redundant, as what runs has as many copies in every layer")
    }
    return try ExpertPlacementRequest(
      scenarios: scenarios, weights: weights, heldOut: try evaluate.map(Self.read), target: target,
      current: runs)
  }

  /// What arrays of routes leave unsaid: as the model has it, or the first load file.
  func routeContext() throws -> LoadContext {
    if let model = prediction.model { return LoadContext(model: ModelExperts(try ModelArchitecture(reference: model))) }
    guard let file = expertLoad.first else { return LoadContext() }
    let load = try Self.read(file).load
    return LoadContext(
      model: ModelExperts(name: file, experts: load.tokens.map(\.count), perToken: 0))
  }

  private func scenarios(_ routes: RecordedRoutes?) throws -> [RecordedScenario] {
    guard expertLoad.isEmpty, let routes else { return try expertLoad.map(Self.read) }
    let layers = try prediction.layerCount()
    return routes.recordings.map { $0.scenario(layerCount: layers) }
  }

  private static func read(_ path: String) throws -> RecordedScenario {
    let data = try InputDocument.bytes(ofFile: path)
    return RecordedScenario(
      reference: .init(reference: path, sha256: Digest.of(data)), load: try ExpertLoad(parsing: data, file: path))
  }
}
