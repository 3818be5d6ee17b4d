import Models
import Quantities

/// What is served, with the model as it was read.
@dynamicMemberLookup
public struct ServedWorkload: Sendable {
  /// As the user said it.
  public var description: WorkloadDescription
  /// The model, stored as it will be served.
  public var model: ModelArchitecture

  /// - Parameters: As the properties of the same names.
  public init(_ description: WorkloadDescription, model: ModelArchitecture) {
    self.description = description
    self.model = model
  }

  /// Everything that the user said of it.
  public subscript<Value>(dynamicMember member: KeyPath<WorkloadDescription, Value>) -> Value {
    description[keyPath: member]
  }
}
