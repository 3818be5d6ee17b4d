import Inputs

/// The files of an engine as a ConfigMap, and as the volume of a pod.
struct EngineFiles {
  /// Where a container finds them.
  static let folder = "/etc/layline"
  /// Of the ConfigMap.
  let name: String
  let files: [LaunchFile]

  /// - Throws: `Diagnostic` "too-large" over 1 MiB, which is what a ConfigMap holds.
  func configMap() throws -> YAMLValue? {
    guard !files.isEmpty else { return nil }
    let bytes = files.reduce(0) { $0 + $1.text.utf8.count + key(of: $1).utf8.count }
    guard bytes <= 1 << 20 else {
      throw Diagnostic(
        id: "too-large", file: "ConfigMap \(name)", found: "\(bytes) bytes of files",
        expected: "at most \(1 << 20), which is what Kubernetes keeps in a ConfigMap",
        advice: "put the files into the image or onto a volume, and start the engine with --for slurm or mpi")
    }
    return [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .text(name)],
      "data": .mapping(files.map { (key(of: $0), .text($0.text)) }),
    ]
  }

  /// `nil` without files.
  var volume: YAMLValue? {
    guard !files.isEmpty else { return nil }
    let items = files.map { file -> YAMLValue in
      .object([
        "key": .text(key(of: file)), "path": .text(file.path), "mode": file.isExecutable ? .integer(0o755) : nil,
      ])
    }
    return ["name": "files", "configMap": ["name": .text(name), "items": .list(items)]]
  }

  /// Where files may name each other, a command runs in their folder; `nil` for the image's own.
  var workingDirectory: YAMLValue? { files.count > 1 ? .text(Self.folder) : nil }

  /// `nil` without files.
  var mount: YAMLValue? {
    files.isEmpty ? nil : ["name": "files", "mountPath": .text(Self.folder), "readOnly": true]
  }

  /// Keys have no "/".
  private func key(of file: LaunchFile) -> String {
    String(file.path.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
  }
}
