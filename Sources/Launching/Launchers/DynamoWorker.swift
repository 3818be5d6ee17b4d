import Formats
import Plans

/// The worker of Dynamo around an engine: `python3 -m dynamo.sglang` and the engine's own options.
///
/// Dynamo's operator sets the machines, and its frontend serves HTTP; options for these are left out.
struct DynamoWorker {
  let command: [String]
  let arguments: [String]

  /// - Throws: `Diagnostic` "not-expressible" for an engine without such a worker, or a command that needs to know the
  ///   machine that it runs on.
  init(_ group: KubernetesGroup, version: DynamoVersion) throws {
    let engine = group.command
    guard let model = Self.modelOptions[engine.engine] else {
      throw Diagnostic(
        id: .notExpressible, file: "dynamo", key: group.name, found: engine.engine,
        expected: "one of \(Self.modelOptions.keys.sorted().joined(separator: ", "))")
    }
    let words = engine.leader.dropLast(engine.machineWords.leader)
    let options = try Self.options(Array(words), of: group)
    let hasModel = options.contains { $0.split(separator: "=").first.map(String.init) == model }
    command = ["python3", "-m", "dynamo.\(engine.engine)"]
    arguments =
      (hasModel ? [] : [model, KubernetesCommand.escaped(group.workers[0].model.name)]) + options
      + Self.role(group.workers[0].role, engine: engine.engine, version: version, options: options)
  }

  private static let modelOptions = ["sglang": "--model-path", "vllm": "--model", "trtllm": "--model-path"]
  /// Options that are left out with the value after them.
  private static let left: Set = ["--host", "--port"]
  /// The worker's names of the engine's own options.
  private static let names = [
    "trtllm": ["--config": "--extra-engine-args", "--extra_llm_api_options": "--extra-engine-args"]
  ]

  private static func options(_ words: [CommandWord], of group: KubernetesGroup) throws -> [String] {
    let context = CommandContext(leader: .text(""), nodeRank: .text(""), folder: .text(EngineFiles.folder))
    for word in words {
      switch word {
      case .text, .file: continue
      case .leader, .nodeRank:
        throw Diagnostic(
          id: .notExpressible, file: "dynamo", key: group.name,
          found: "a command of \(group.command.engine) that names its machine in its midst",
          expected: "one that Dynamo's operator can complete")
      }
    }
    let all = KubernetesCommand.words(words, in: context)
    guard let first = all.firstIndex(where: { $0.hasPrefix("--") }) else { return [] }
    var options: [String] = []
    var skips = false
    for word in all[first...] {
      if skips {
        skips = false
      } else if left.contains(word) {
        skips = true
      } else {
        options.append(names[group.command.engine]?[word] ?? word)
      }
    }
    return options
  }

  private static func role(
    _ role: WorkerRole, engine: String, version: DynamoVersion, options: [String]
  ) -> [String] {
    guard role != .mixed, !options.contains("--disaggregation-mode") else { return [] }
    if engine == "vllm" && !version.hasDisaggregationMode { return ["--is-\(role.rawValue)-worker"] }
    return ["--disaggregation-mode", role.rawValue]
  }
}

/// A release of NVIDIA Dynamo, as far as its objects and workers differ.
///
/// Read from the wheels of ai-dynamo and the operator's types (Apache-2.0): `--disaggregation-mode` is known to workers of
/// vLLM from 1.0.0 on, and the operator serves nvidia.com/v1beta1 in 1.3.0, and v1alpha1 still.
public struct DynamoVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// The oldest first.
  static let known = [
    ReleaseVersion(0, 9, 0), ReleaseVersion(0, 9, 1), ReleaseVersion(1, 0, 0), ReleaseVersion(1, 0, 1),
    ReleaseVersion(1, 0, 2), ReleaseVersion(1, 1, 0), ReleaseVersion(1, 1, 1), ReleaseVersion(1, 2, 0),
    ReleaseVersion(1, 2, 1), ReleaseVersion(1, 3, 0), ReleaseVersion(1, 3, 1), ReleaseVersion(1, 4, 0),
    ReleaseVersion(1, 4, 1), ReleaseVersion(1, 4, 2), ReleaseVersion(1, 5, 0), ReleaseVersion(1, 5, 1),
    ReleaseVersion(1, 6, 0), ReleaseVersion(1, 6, 1),
  ]
  /// The newest of them.
  public static let latest = DynamoVersion(release: known[known.count - 1])

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "Dynamo", flag: "--launcher-version")
  }

  private init(release: ReleaseVersion) { self.release = release }

  /// nvidia.com/v1beta1: a list of components with pod templates.
  var hasComponents: Bool { release >= ReleaseVersion(1, 3, 0) }
  /// Whether vLLM workers take their role from `--disaggregation-mode`.
  var hasDisaggregationMode: Bool { release >= ReleaseVersion(1, 0, 0) }
}
