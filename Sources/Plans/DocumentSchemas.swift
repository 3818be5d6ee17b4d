import Formats

/// The JSON Schemas of what the program writes, built into it.
public enum DocumentSchemas {
  /// The schemas by the name of the form, in order.
  public static let all: [(name: String, bytes: [UInt8])] = [
    ("accelerator-list", PackageResources.accelerator_list_schema_json),
    ("accelerator-reading", PackageResources.accelerator_reading_schema_json),
    ("calibration-fit", PackageResources.calibration_fit_schema_json),
    ("check", PackageResources.check_schema_json),
    ("cluster-list", PackageResources.cluster_list_schema_json),
    ("cluster-plan", PackageResources.cluster_plan_schema_json),
    ("cluster-reading", PackageResources.cluster_reading_schema_json),
    ("comparison", PackageResources.comparison_schema_json),
    ("expert-load-summary", PackageResources.expert_load_summary_schema_json),
    ("expert-placement", PackageResources.expert_placement_schema_json),
    ("explanation", PackageResources.explanation_schema_json),
    ("frontier", PackageResources.frontier_schema_json),
    ("glossary", PackageResources.glossary_schema_json),
    ("identifier-list", PackageResources.identifier_list_schema_json),
    ("launch", PackageResources.launch_schema_json),
    ("launch-refusal", PackageResources.launch_refusal_schema_json),
    ("model-list", PackageResources.model_list_schema_json),
    ("model-reading", PackageResources.model_reading_schema_json),
    ("plan", PackageResources.plan_schema_json),
    ("plan-difference", PackageResources.plan_difference_schema_json),
    ("published", PackageResources.published_schema_json),
    ("quantity-list", PackageResources.quantity_list_schema_json),
    ("refusal", PackageResources.refusal_schema_json),
    ("schema-list", PackageResources.schema_list_schema_json),
    ("serving-prediction", PackageResources.serving_prediction_schema_json),
    ("validation", PackageResources.validation_schema_json),
    ("verification", PackageResources.verification_schema_json),
    ("worker-rates", PackageResources.worker_rates_schema_json),
  ]
}

extension DocumentSchemas {
  /// The schema of a document that is read back.
  /// - Throws: `Diagnostic` where there is none of that name, which tests rule out.
  static func schema(_ name: String) throws -> DocumentSchema {
    guard let bytes = all.first(where: { $0.name == name })?.bytes else {
      throw Diagnostic(id: .unknownSchema, file: name, found: "no such schema", expected: "the name of a document")
    }
    return try DocumentSchema(bytes)
  }
}
