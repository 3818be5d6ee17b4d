import Models
import Plans

extension PlanInputs {
  /// The model, read again and stored as the plan stores it.
  /// - Throws: `Diagnostic` where it is gone or cannot be read.
  public func readModel() throws -> ModelArchitecture {
    let stored = try ModelArchitecture(reference: model.reference)
    return weightFormat.map { stored.withPrecision($0) } ?? stored
  }
}

extension ServedModel {
  /// The model, read again and stored as it is served.
  /// - Parameter reference: `model`, which is absent where a table has the rates of its workers.
  /// - Throws: `Diagnostic` where it is gone or cannot be read.
  public func readModel(_ reference: PlanInputs.Reference) throws -> ModelArchitecture {
    let stored = try ModelArchitecture(reference: reference.reference)
    return weightFormat.map { stored.asReleased(in: $0) } ?? stored
  }
}
