import Formats

/// A command as a container's `command`, in which Kubernetes puts `$(NAME)` in place itself.
enum KubernetesCommand {
  /// The words, or a shell that runs them where they have to be computed.
  static func words(_ words: [CommandWord], in context: CommandContext) -> [String] {
    let plain = words.map { word($0, in: context) }
    let whole = plain.compactMap { $0 }
    guard whole.count < plain.count else { return whole }
    let line = words.map { ShellText.word($0, in: context) }.joined(separator: " ")
    return ["sh", "-c", escaped("exec " + line)]
  }

  /// Text that Kubernetes leaves as it is: it takes "$(" for a variable, and "$$" for one "$".
  static func escaped(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      let isSpecial = character == "$" && (rest.first == "(" || rest.first == "$")
      result += isSpecial ? "$$" : String(character)
    }
    return result
  }

  private static func word(_ word: CommandWord, in context: CommandContext) -> String? {
    switch word {
    case .text(let text): escaped(text)
    case .leader(let port): value(context.leader) + (port.map { ":\($0)" } ?? "")
    case .file(let name): value(context.folder) + "/" + escaped(name)
    case .nodeRank(let factor):
      switch context.nodeRank {
      case .text(let text): Int(text).map { String($0 * factor) }
      case .variable: factor == 1 ? value(context.nodeRank) : nil
      }
    }
  }

  private static func value(_ value: CommandContext.Value) -> String {
    switch value {
    case .text(let text): escaped(text)
    case .variable(let name): "$(\(name))"
    }
  }
}

/// The files of an engine as a ConfigMap, and as the volume of a pod.
struct EngineFiles {
  /// The folder of the files in a container.
  static let folder = "/etc/layline"
  /// The name of the ConfigMap.
  let name: String
  let files: [LaunchFile]

  /// - Throws: `Diagnostic` "too-large" over 1 MiB, which is what a ConfigMap holds.
  func configMap() throws -> YAMLValue? {
    guard !files.isEmpty else { return nil }
    let bytes = files.reduce(0) { $0 + $1.text.utf8.count + key(of: $1).utf8.count }
    guard bytes <= 1 << 20 else {
      throw Diagnostic(
        id: .tooLarge, file: "ConfigMap \(name)", found: "\(bytes) bytes of files",
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

  /// The working directory of a command whose files may name each other; `nil` for the image's own.
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

/// Names of objects: labels of RFC 1035, as Services require.
enum KubernetesName {
  /// A label of small letters, digits and "-", which begins with a letter and has at most `longest` characters.
  static func label(_ text: String, longest: Int = 40) -> String {
    let mapped = String(text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let words = mapped.split(separator: "-").joined(separator: "-")
    let begins = words.first?.isLetter == true ? words : "d-" + words
    let cut = begins.prefix(longest)
    return String(cut.reversed().drop { $0 == "-" }.reversed())
  }
}

/// The properties of a Kubernetes cluster that a plan does not contain.
public struct KubernetesOptions: Sendable, Hashable {
  /// The node label of a network domain: "nvidia.com/gpu.clique"; `nil` sets no affinity.
  public let topologyKey: String?
  /// The image of the engine, where the command names none or another is wanted.
  public let image: String?
  /// The resource name of a GPU in the device plugin.
  public let gpuResource: String

  public init(
    topologyKey: String? = nil, image: String? = nil,
    gpuResource: String = "nvidia.com/gpu"
  ) {
    self.topologyKey = topologyKey
    self.image = image
    self.gpuResource = gpuResource
  }
}

/// A release of LeaderWorkerSet, as far as its objects differ.
public struct LeaderWorkerSetVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// Releases whose objects were looked at, the oldest first.
  static let known = [
    ReleaseVersion(0, 7, 0), ReleaseVersion(0, 8, 0), ReleaseVersion(0, 9, 0), ReleaseVersion(0, 10, 0),
  ]
  /// The newest of them.
  public static let latest = LeaderWorkerSetVersion(release: known[known.count - 1])

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "LeaderWorkerSet", flag: "--launcher-version")
  }

  private init(release: ReleaseVersion) { self.release = release }

  /// DisaggregatedSet comes with 0.9.0: prefill and decode in one object.
  var hasDisaggregatedSet: Bool { release >= ReleaseVersion(0, 9, 0) }
}
