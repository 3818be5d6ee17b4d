import Foundation
import Testing

@Suite("Schemas for editors")
struct PublishedSchemaTests {
  /// Schemas of the repository, by the name that `schema show` takes.
  private static let files: [String: URL] = {
    let folders = ["Clusters", "Sources"].map { Repository.root.appending(path: $0) }
    let paths = folders.flatMap {
      FileManager.default.enumerator(at: $0, includingPropertiesForKeys: nil)?.allObjects ?? []
    }
    let schemas = paths.compactMap { $0 as? URL }.filter { $0.lastPathComponent.hasSuffix(".schema.json") }
    return Dictionary(
      schemas.map { (String($0.lastPathComponent.dropLast(".schema.json".count)), $0) },
      uniquingKeysWith: { first, _ in first })
  }()

  /// A schema that nobody listed would not be in the program.
  @Test func theProgramHasThemAll() throws {
    let list = try Layline.run("schema", "list", "--json").output
    let root = try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [String: Any])
    let names = try #require(root["schemas"] as? [[String: Any]]).compactMap { $0["name"] as? String }
    #expect(names.sorted() == Self.files.keys.sorted())
  }

  @Test(arguments: files.keys.sorted())
  func whatIsShownIsTheFile(name: String) throws {
    let text = try String(contentsOf: try #require(Self.files[name]), encoding: .utf8)
    #expect(try Layline.run("schema", "show", name).output == text)
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    for key in ["title", "description"] { #expect((schema[key] as? String)?.isEmpty == false, "\(key)") }
  }

  private static let shipped: [String] = {
    let folders = ["Clusters", "Examples", "Sources/Clusters/Catalogue", "Sources/Costing/Calibrations"]
    return folders.flatMap { folder -> [String] in
      let root = Repository.root.appending(path: folder)
      let files = FileManager.default.enumerator(atPath: root.path())?.allObjects.compactMap { $0 as? String } ?? []
      // Those of other tools have schemas of their own.
      return files.filter { $0.hasSuffix(".yaml") && !$0.contains("/.") }.sorted().map { "\(folder)/\($0)" }
    }
  }()

  /// The first line names a schema that is there, and by which the file is valid.
  @Test(arguments: shipped)
  func shippedFilesNameTheirSchema(name: String) throws {
    let file = Repository.root.appending(path: name)
    let first = try #require(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first)
    let mark = "# yaml-language-server: $schema="
    #expect(first.hasPrefix(mark))
    let schema = file.deletingLastPathComponent().appending(path: String(first.dropFirst(mark.count)))
    #expect(FileManager.default.fileExists(atPath: schema.path()))
    guard Tool.validates else { return }
    #expect(try Tool.faults(of: file.path(), by: schema.path()) == "")
  }

  @Test(
    .enabled(if: Tool.validates),
    arguments: [
      ("cluster", "Clusters/hgx-h200.yaml", "racks:", "rack:"),
      ("workloads", "Examples/rate-workers/workloads.yaml", "input:", "inputs:"),
      ("policy", "Examples/check-in-ci/policy.yaml", "deployments:", "deployment:"),
      ("calibration", "Sources/Costing/Calibrations/default.yaml", "memory:", "memmory:"),
      ("accelerators", "Sources/Clusters/Catalogue/amd.yaml", "family:", "familly:"),
      ("expert-load", "Examples/record-loads/record.json", "logical_count", "logical_counts"),
    ])
  func misspeltKeysAreFound(name: String, file: String, key: String, misspelt: String) throws {
    let schema = try #require(Self.files[name]).path()
    let text = try String(contentsOf: Repository.root.appending(path: file), encoding: .utf8)
    let folder = try TemporaryFolder()
    let good = try folder.file("good.yaml", text)
    let bad = try folder.file("bad.yaml", text.replacing(key, with: misspelt, maxReplacements: 1))
    #expect(try Tool.faults(of: good, by: schema) == "")
    #expect(try Tool.faults(of: bad, by: schema) != "")
  }

  /// What the program writes, by a whole validator.
  @Test(.enabled(if: Tool.validates)) func writtenDocumentsAreValid() throws {
    let folder = try TemporaryFolder()
    let load = Repository.root.appending(path: "Examples/record-loads/record.json").path()
    let routes = Repository.root.appending(path: "Examples/record-loads/routes.jsonl").path()
    let documents = [
      ("expert-load-summary", ["load", load, "--gpus", "4", "--window", "2", "--json"]),
      ("expert-load-summary", ["load", routes, "--gpus", "4", "--json"]),
      ("expert-load", ["load", load, "--output", "/dev/stdout"]), ("cluster-list", ["cluster", "list", "--json"]),
      ("accelerator-list", ["accelerator", "list", "--json"]),
      ("accelerator-reading", ["accelerator", "show", "TPU-v5p", "--json"]),
      ("schema-list", ["schema", "list", "--json"]),
    ]
    for (name, arguments) in documents {
      let output = try Layline.run(arguments).output
      // The summary for people follows what was written.
      let text = name == "expert-load" ? String(output.prefix { $0 != "}" }) + "}" : output
      let file = try folder.file("\(name).json", text)
      #expect(try Tool.faults(of: file, by: try #require(Self.files[name]).path()) == "", "\(name)")
    }
  }
}
