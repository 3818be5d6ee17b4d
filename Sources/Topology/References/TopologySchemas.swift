/// The JSON Schemas of files that describe hardware, built into the product.
public enum TopologySchemas {
  /// Of cluster files.
  public static var cluster: [UInt8] { PackageResources.cluster_schema_json }
  /// Of catalogue files.
  public static var accelerators: [UInt8] { PackageResources.accelerators_schema_json }
}
