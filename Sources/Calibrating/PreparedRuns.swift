import Clusters
import Formats
import Models
import Quantities
import Synchronization

/// The predictions that a predictor has made, so that runs which are the same question are answered once: the same model,
/// hardware, deployment and traffic, whatever they are called and were measured at.
final class AnsweredQuestions: Sendable {
  private let known = Mutex<[MeasuredRun: RunPrediction]>([:])

  /// - Parameters:
  ///   - run: What is asked.
  ///   - find: Answers; called once for each question, or more often where several threads ask at the same time. What it
  ///     throws is not kept, as a fault names its own run.
  func answer(to run: MeasuredRun, _ find: () throws -> RunPrediction) rethrows -> RunPrediction {
    let question = run.question
    if let found = known.withLock({ $0[question] }) { return found }
    let found = try find()
    known.withLock { $0[question] = found }
    return found
  }

  /// How many questions were answered.
  var count: Int { known.withLock { $0.count } }
}

extension MeasuredRun {
  /// The run without what no prediction depends on: its measurements, its name, and its place in the file.
  fileprivate var question: MeasuredRun {
    var question = withoutFigures
    (question.id, question.place) = ("", "")
    return question
  }
}

/// Models and clusters of runs, each read once however many runs and calibrations use it.
final class PreparedRuns: Sendable {
  private struct Key: Hashable {
    let model: String
    let weights: String
    let dense: String
    let accelerator: String
  }

  private let known = Mutex<[Key: (ModelArchitecture, Cluster)]>([:])

  /// - Throws: `Diagnostic` for an unknown model or accelerator.
  func prepared(_ run: MeasuredRun) throws -> (ModelArchitecture, Cluster) {
    let key = Key(
      model: run.model, weights: run.weightFormat?.rawValue ?? "", dense: run.denseFormat?.rawValue ?? "",
      accelerator: run.accelerator)
    if let found = known.withLock({ $0[key] }) { return found }
    let prepared = (try model(run), try ReferenceCluster.cluster(of: run.accelerator, in: run.file))
    known.withLock { $0[key] = prepared }
    return prepared
  }

  private func model(_ run: MeasuredRun) throws -> ModelArchitecture {
    let model = try ModelArchitecture(reference: run.model)
    guard let weights = run.weightFormat else { return model }
    let dense = run.denseFormat.map { model.withPrecision($0) } ?? model
    return run.denseFormat == nil ? model.asReleased(in: weights) : dense.withExperts(in: weights)
  }
}

/// The cluster that a measured run is taken to have run on, where its file names an accelerator only.
private enum ReferenceCluster {
  /// Enough domains for every run, all below one switch.
  private static let domains = 64

  /// Domains of 72 for rack-scale accelerators, else of 8; a network card of 400 Gb/s (200 on Ampere) for each GPU.
  /// - Throws: `Diagnostic` "unknown-accelerator".
  static func cluster(of name: String, in file: String) throws -> Cluster {
    let accelerator = try accelerator(named: name, in: file)
    let isRackScale = accelerator.id.hasSuffix("NVL72")
    let nodes = isRackScale ? 18 : 1
    let gpusPerNode = isRackScale ? 4 : 8
    let gpus = nodes * gpusPerNode
    let tier = ScaleOutTier(
      name: "leaf", gpusPerGroup: domains * gpus,
      bandwidth: Bandwidth(accelerator.family == "ampere" ? 25e9 : 50e9), oversubscription: 1,
      latency: Seconds(3.7e-6))
    let pool = Pool(
      name: accelerator.id, accelerator: accelerator, racks: domains, nodesPerRack: nodes, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpus, scaleUp: accelerator.scaleUp, tiers: [tier], hosts: [], unavailable: [], price: nil,
      sources: [:])
    return Cluster(name: accelerator.id, file: "reference cluster", description: "", pools: [pool])
  }

  /// The accelerator by catalogue id, or by the common name of its usual form: "H200", "h200_sxm", "gb200".
  private static func accelerator(named name: String, in file: String) throws -> Accelerator {
    let all = try AcceleratorCatalogue.accelerators()
    let wanted = plain(name)
    if let exact = all.first(where: { plain($0.id) == wanted }) { return exact }
    let stem = wanted.replacing("sxm5", with: "").replacing("sxm", with: "").replacing("hgx", with: "")
    let usual = [stem + "sxm", stem + "sxm5", stem + "nvl72", stem + "sxm480gb", stem]
    for candidate in usual {
      if let found = all.first(where: { plain($0.id) == candidate }) { return found }
    }
    throw Diagnostic(
      id: .unknownAccelerator, file: file, key: "accelerator", found: "\"\(name)\"",
      expected: "one of \(all.map(\.id).joined(separator: ", "))",
      advice: NearestNames.advice(name, among: all.map(\.id)))
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
