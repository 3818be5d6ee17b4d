import Inputs
import Plans

/// The figures that a document of before has.
enum SavedFigures {
  /// - Parameters:
  ///   - file: A plan of a replica or of a cluster, or a report of a check.
  ///   - deployment: The deployment of the report that is meant.
  ///   - written: Where the file is named.
  /// - Throws: `Diagnostic` for any other file, and a report without the deployment or its figures.
  static func read(_ file: String, deployment: String, at written: InputNode) throws -> [Figure] {
    switch try DocumentReader.version(ofFile: file) {
    case Plan.formatVersion: return figures(of: try Plan(contentsOf: file))
    case ClusterPlan.formatVersion: return ComposedFigures(try ClusterPlan(contentsOf: file)).figures
    case CheckReport.formatVersion:
      let report = try CheckReport(contentsOf: file)
      guard let found = report.deployments.first(where: { $0.name == deployment }), !found.figures.isEmpty else {
        throw written.fault(
          "baseline-missing", expected: "a report that has figures of the deployment \"\(deployment)\"")
      }
      return found.figures.compactMap { figure in
        LimitedQuantity(rawValue: figure.quantity).map { Figure($0, figure.value, at: figure.location) }
      }
    default:
      throw written.fault(
        "unsupported-version",
        expected:
          "a document of version \(Plan.formatVersion), \(ClusterPlan.formatVersion) or \(CheckReport.formatVersion)")
    }
  }

  private static func figures(of plan: Plan) -> [Figure] {
    let prediction = plan.prediction
    let gpus = Double(plan.layout.replicas * plan.layout.gpusPerReplica)
    var figures = [
      Figure(.timePerOutputToken, prediction.timePerOutputToken), Figure(.tokensPerSecond, prediction.tokensPerSecond),
      Figure(.tokensPerSecondPerGPU, prediction.tokensPerSecondPerGPU),
      Figure(.tokensPerSecondPerUser, prediction.tokensPerSecondPerUser),
      Figure(.sequences, Double(plan.layout.replicas * plan.layout.sequencesPerReplica)), Figure(.gpus, gpus),
      Figure(.gap, plan.certificate.gap),
    ]
    if let free = prediction.stages.map(\.memory.free).min() { figures.append(Figure(.memoryHeadroom, free)) }
    if let cost = prediction.costPerMillionTokens { figures.append(Figure(.costPerMillionTokens, cost)) }
    return figures
  }
}
