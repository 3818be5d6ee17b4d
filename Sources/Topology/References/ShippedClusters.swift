/// The files of the folder `Clusters`, which are built into the product.
public enum ShippedClusters {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("blackboard", PackageResources.blackboard_yaml),
    ("deepseek-h800-2048", PackageResources.deepseek_h800_2048_yaml),
    ("dgx-h100-superpod-1-su", PackageResources.dgx_h100_superpod_1_su_yaml),
    ("dgx-h100-superpod-4-su", PackageResources.dgx_h100_superpod_4_su_yaml),
    ("gb200-nvl72-1-rack", PackageResources.gb200_nvl72_1_rack_yaml),
    ("gb200-nvl72-2-racks", PackageResources.gb200_nvl72_2_racks_yaml),
    ("gb200-nvl72-8-racks", PackageResources.gb200_nvl72_8_racks_yaml),
    ("gb300-nvl72-8-racks", PackageResources.gb300_nvl72_8_racks_yaml),
    ("hgx-b200", PackageResources.hgx_b200_yaml),
    ("hgx-h100", PackageResources.hgx_h100_yaml),
    ("hgx-h200", PackageResources.hgx_h200_yaml),
    ("hgx-h200-4-nodes", PackageResources.hgx_h200_4_nodes_yaml),
    ("llama3-roce-24576", PackageResources.llama3_roce_24576_yaml),
    ("mi300x-4-nodes", PackageResources.mi300x_4_nodes_yaml),
    ("mixed-gb200-h200", PackageResources.mixed_gb200_h200_yaml),
    ("rubin-nvl72", PackageResources.rubin_nvl72_yaml),
  ]

  /// Their names, in order.
  public static var names: [String] { files.map(\.name) }

  /// The text of a file; `nil` for a name that is not shipped.
  public static func bytes(of name: String) -> [UInt8]? { files.first { $0.name == name }?.bytes }
}
