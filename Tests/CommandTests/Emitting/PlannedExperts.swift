import Foundation

/// DeepSeek-V2 on eight named GPUs with a load that copies help, planned and written once.
struct PlannedExperts {
  let folder: TemporaryFolder
  let plan: String

  /// Hosts "a1" and "a2" of four GPUs in one domain.
  static let cluster = """
    layline: cluster/1
    name: two-hosts
    pools:
      - name: h200
        accelerator: H200-SXM
        racks: 1
        nodesPerRack: 2
        gpusPerNode: 8
        domain: pool
        hosts: a[1-2]
    """

  /// 60 layers of 160 experts, the first without; popularity falls with the number of the expert, turned in each layer.
  private static var load: String {
    let rows = (0..<60).map { layer in
      let counts = (0..<160).map { layer == 0 ? 0 : 100_000 / (($0 + 7 * layer) % 160 + 5) }
      return "[\(counts.map(String.init).joined(separator: ","))]"
    }
    return "{\"logical_count\": [\(rows.joined(separator: ","))]}"
  }

  init(_ flags: [String] = ["--engine", "sglang"]) throws {
    folder = try TemporaryFolder()
    plan = folder.url.appending(path: "plan.json").path()
    let arguments =
      try [
        "plan", "--model", "deepseek-ai/DeepSeek-V2", "--cluster", folder.file("cluster.yaml", Self.cluster),
        "--context",
        "4096", "--expert-load", folder.file("load.json", Self.load), "--output", plan,
      ] + flags
    let run = try Layline.run(arguments)
    guard run.status == 0 || run.status == 4 else { throw Failure(text: run.errors + run.output) }
  }

  struct Failure: Error { let text: String }

  /// The experts of each rank by layer, as the plan lists them.
  func ranks() throws -> [Int: [[Int]]] {
    let document = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: plan))) as? [String: Any]
    let workers = (document?["workers"] as? [[String: Any]])?.first
    let experts = (workers?["placement"] as? [String: Any])?["experts"] as? [[String: Any]] ?? []
    return Dictionary(
      uniqueKeysWithValues: experts.compactMap { layer in
        guard let number = layer["layer"] as? Int, let ranks = layer["ranks"] as? [[Int]] else { return nil }
        return (number, ranks)
      })
  }

  func emit(_ flags: String...) throws -> Layline { try Layline.run(["emit", plan] + flags) }

  func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  /// Paths of all files below a folder, in order.
  func files(_ path: String) -> [String] {
    let root = folder.url.appending(path: path).path()
    return (FileManager.default.subpaths(atPath: root) ?? []).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }
}
