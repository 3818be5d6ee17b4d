import Plans

/// One of the two plans that are compared.
public struct ComparedPlan<Document: Sendable>: Sendable {
  /// Its file and the digest of it.
  public var reference: PlanInputs.Reference
  /// What the file says.
  public var document: Document
  /// Its model and cluster, read again.
  public var readings: PlanReadings

  /// - Parameters: As the properties of the same names.
  public init(reference: PlanInputs.Reference, document: Document, readings: PlanReadings) {
    self.reference = reference
    self.document = document
    self.readings = readings
  }
}
