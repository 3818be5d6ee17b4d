import Inputs
import Topology

/// A line of a Slurm file: settings such as `NodeName=node[1-4] Gres=gpu:8`.
struct SlurmLine {
  let file: String
  /// Where it begins, from 1.
  let number: Int
  /// In their order, keys in lower case.
  let settings: [(key: String, value: String)]

  var origin: Origin { Origin(file: file, line: number) }

  /// The value of a key in lower case.
  subscript(key: String) -> String? { settings.first { $0.key == key }?.value }

  func fault(_ id: String, _ key: String = "", found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: file, key: key, line: number, found: found, expected: expected, advice: advice)
  }

  /// The names of a list of hosts; none where the key is absent or empty.
  /// - Throws: `Diagnostic` "host-pattern".
  func hosts(_ key: String) throws -> [String] {
    guard let text = self[key] else { return [] }
    guard let names = HostPattern.names(inList: text, limit: ImportLimits.nodes) else {
      throw fault(
        "host-pattern", key, found: "\"\(text.prefix(200))\"",
        expected: "names and patterns such as \"node[01-16],gpu[1,3]\", of at most \(ImportLimits.nodes) nodes")
    }
    return names
  }

  /// Refuses keys that this kind of line does not have.
  func allowOnly(_ known: [String]) throws {
    guard let unknown = settings.first(where: { !known.contains($0.key) }) else { return }
    throw fault(
      "unknown-key", unknown.key, found: "an unknown key", expected: "one of \(known.joined(separator: ", "))")
  }
}
