import Foundation

/// A small model on a small cluster, planned in a folder of its own that already holds a file `plan.json`.
struct SmallPlan {
  static let earlier = "an earlier plan\n"

  let folder: TemporaryFolder
  let model: String
  let cluster: String
  let output: String

  init() throws {
    folder = try TemporaryFolder()
    model = try folder.file("config.json", BadModelTests.llama)
    cluster = try folder.file("small.yaml", BadCluster.good)
    output = try folder.file("plan.json", Self.earlier)
  }

  /// Runs `layline plan` with these flags in place of, or beside, the usual ones.
  func run(_ flags: [String: String?] = [:], _ more: [String] = []) throws -> Layline {
    var all: [String: String?] = ["--model": model, "--cluster": cluster, "--context": "1000", "--output": output]
    for (flag, value) in flags { all.updateValue(value, forKey: flag) }
    let arguments = all.sorted { $0.key < $1.key }.flatMap { flag, value in value.map { [flag, $0] } ?? [] }
    return try Layline.run(["plan"] + arguments + more)
  }

  /// What `plan.json` holds now.
  var written: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

  /// Whether nothing was written.
  var isUntouched: Bool { written == Self.earlier && folder.names == ["config.json", "plan.json", "small.yaml"] }
}
