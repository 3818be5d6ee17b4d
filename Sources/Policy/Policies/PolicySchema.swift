/// The JSON Schema of policies, built into the product.
public enum PolicySchema {
  /// Its text.
  public static var bytes: [UInt8] { PackageResources.policy_schema_json }
}
