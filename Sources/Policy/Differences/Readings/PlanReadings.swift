import Models
import Topology

/// The inputs of a plan that say what its weights weigh and how far they travel.
public struct PlanReadings: Sendable {
  /// The cluster.
  public var cluster: Reread<Cluster>
  /// The models, in the order of the plan; one for the plan of a replica, `nil` where a table of workers had the rates.
  public var models: [Reread<ModelArchitecture>?]

  /// - Parameters: As the properties of the same names.
  public init(cluster: Reread<Cluster>, models: [Reread<ModelArchitecture>?]) {
    self.cluster = cluster
    self.models = models
  }

  /// The first reason why weights cannot be told; `nil` where they can.
  var fault: String? {
    if let fault = cluster.fault { return fault }
    if models.contains(where: { $0 == nil }) { return "a table of workers had the rates, so that no model was read" }
    return models.compactMap { $0?.fault }.first
  }
}
