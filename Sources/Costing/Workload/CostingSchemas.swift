/// The JSON Schemas of files that say what is served and how well, built into the product.
public enum CostingSchemas {
  /// Of calibrations.
  public static var calibration: [UInt8] { PackageResources.calibration_schema_json }
  /// Of workloads.
  public static var workloads: [UInt8] { PackageResources.workloads_schema_json }
  /// Of expert loads.
  public static var expertLoad: [UInt8] { PackageResources.expert_load_schema_json }
}
