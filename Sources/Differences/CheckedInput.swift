import Clusters
import Formats
import Models
import Plans

/// An input of a plan, read again.
public enum CheckedInput<Value: Sendable>: Sendable {
  /// The value, unchanged since the plan was made.
  case same(Value)
  /// The content has changed; the text names the input.
  case changed(String)
  /// The input cannot be read; the text gives the reason.
  case unreadable(String)

  /// - Parameters:
  ///   - reference: The reference in the plan, with its digest.
  ///   - read: Returns the current value and its digest.
  public init(_ reference: String, sha256: String, read: () throws -> (value: Value, sha256: String)) {
    do {
      let found = try read()
      self = found.sha256 == sha256 ? .same(found.value) : .changed("\(reference) is not what it was")
    } catch let diagnostic as Diagnostic {
      self = .unreadable("\(diagnostic)")
    } catch {
      self = .unreadable("\(reference) cannot be read")
    }
  }

  /// The value, where it is still the same.
  var value: Value? { if case .same(let value) = self { value } else { nil } }

  /// The reason why there is no value; `nil` where there is one.
  var fault: String? {
    switch self {
    case .same: nil
    case .changed(let text), .unreadable(let text): text
    }
  }
}

/// One of the two plans that are compared.
public struct ComparedPlan<Document: Sendable>: Sendable {
  /// The file with its digest.
  public var reference: PlanInputs.Reference
  /// The content of the file.
  public var document: Document
  /// The model and the cluster, read again.
  public var readings: PlanReadings

  public init(reference: PlanInputs.Reference, document: Document, readings: PlanReadings) {
    self.reference = reference
    self.document = document
    self.readings = readings
  }
}

/// The inputs of a plan that give the size of its weights and their distances.
public struct PlanReadings: Sendable {
  /// The cluster.
  public var cluster: CheckedInput<Cluster>
  /// The models, in the order of the plan; one for the plan of a replica, `nil` where a table of workers had the rates.
  public var models: [CheckedInput<ModelArchitecture>?]

  public init(cluster: CheckedInput<Cluster>, models: [CheckedInput<ModelArchitecture>?]) {
    self.cluster = cluster
    self.models = models
  }

  /// The first reason why weights cannot be told; `nil` where they can.
  var fault: String? {
    cluster.fault ?? modelFault
  }

  /// The same where the places of GPUs are known without the cluster.
  var modelFault: String? {
    if models.contains(where: { $0 == nil }) { return "a table of workers had the rates, so that no model was read" }
    return models.compactMap { $0?.fault }.first
  }
}

/// Whether two plans are made for the same GPUs: for one cluster, be it with other figures.
enum SameMachines {
  /// A cluster is known by its name. Where one cannot be read, GPUs of one place in pools of one name are taken to be one.
  static func are(_ before: PlanReadings, _ after: PlanReadings) -> Bool {
    guard let first = before.cluster.value, let second = after.cluster.value else { return true }
    return first.name == second.name
  }
}
