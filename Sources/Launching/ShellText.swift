/// Words as a POSIX shell reads them back.
public enum ShellText {
  /// A word in quotes where it needs them: `a b` becomes `'a b'`.
  ///
  /// A command's name must not hold "=": unquoted it would be an assignment.
  public static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) }
    return isPlain
      ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  /// `NAME=value`, before a command or after `export`.
  public static func assignment(_ variable: EnvironmentVariable) -> String {
    "\(variable.name)=\(quoted(variable.value))"
  }

  /// One word of a command, quoted.
  public static func word(_ word: CommandWord, in context: CommandContext) -> String {
    switch word {
    case .text(let text): quoted(text)
    case .leader(let port): joined(context.leader, port.map { ":\($0)" } ?? "")
    case .nodeRank(let factor): rank(context.nodeRank, times: factor)
    case .file(let name): context.folder == .text("") ? quoted(name) : joined(context.folder, "/" + name)
    }
  }

  /// A whole command on several lines, an option with what follows it on each, for people to read.
  ///
  /// - Parameter indentation: What continued lines begin with.
  public static func command(
    _ words: [CommandWord], in context: CommandContext, indentation: String = "  "
  ) -> String {
    var text = ""
    for (index, each) in words.enumerated() {
      let shown = word(each, in: context)
      let startsLine = shown.hasPrefix("--")
      text += index == 0 ? "" : startsLine ? " \\\n" + indentation : " "
      text += shown
    }
    return text
  }

  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-".utf8)

  private static func joined(_ value: CommandContext.Value, _ rest: String) -> String {
    switch value {
    case .text(let text): quoted(text + rest)
    case .variable(let name): "\"${\(name)}\"" + (rest.isEmpty ? "" : quoted(rest))
    }
  }

  private static func rank(_ value: CommandContext.Value, times factor: Int) -> String {
    switch value {
    case .text(let text): Int(text).map { String($0 * factor) } ?? quoted(text)
    case .variable(let name): factor == 1 ? "\"${\(name)}\"" : "$((\(name) * \(factor)))"
    }
  }
}

/// Where a command is started: what its words stand for there.
public struct CommandContext: Sendable, Hashable {
  /// Something known when files are written, or only where they run.
  public enum Value: Sendable, Hashable {
    /// As it stands, unquoted.
    case text(String)
    /// What a variable of the environment or of the shell holds: "LWS_LEADER_ADDRESS".
    case variable(String)
  }

  /// The address of the first machine, without a port.
  public let leader: Value
  /// Which machine of the worker this is, from 0.
  public let nodeRank: Value
  /// The folder that holds the command's files, without "/" at the end; "" for names as they are.
  public let folder: Value

  public init(leader: Value, nodeRank: Value, folder: Value = .text("")) {
    self.leader = leader
    self.nodeRank = nodeRank
    self.folder = folder
  }
}

/// A word of a command. Some are known only where it is started: which machine leads, and which this one is.
public enum CommandWord: Sendable, Hashable {
  /// As it stands, unquoted.
  case text(String)
  /// The address of the worker's first machine, with a port where there is one: "10.0.0.1:20000".
  case leader(port: Int?)
  /// The number of this machine in the worker from 0, times a factor.
  case nodeRank(times: Int)
  /// A file that comes with the command, by its name in `EngineCommand.files`.
  case file(String)
}

/// What starts one worker with an engine: a command for its first machine and one for the others.
public struct EngineCommand: Sendable, Equatable {
  /// How often a command is run on a machine.
  public enum Processes: Sendable, Hashable {
    /// Once; it starts what the GPUs need itself.
    case onePerNode
    /// Once for each GPU, under MPI or Slurm, which give the ranks.
    case onePerGPU
  }

  /// How many words at the end of each command say which machines there are.
  public struct MachineWords: Sendable, Equatable {
    /// Of the first machine's.
    public let leader: Int
    /// Of the others'.
    public let follower: Int

    public init(leader: Int, follower: Int) {
      self.leader = leader
      self.follower = follower
    }
  }

  /// "sglang", "vllm", "trtllm", "megatron".
  public var engine: String
  /// Set before the command, the same on every machine; in the order of names. `CUDA_VISIBLE_DEVICES` is not among them.
  public var environment: [EnvironmentVariable]
  /// What the first machine runs.
  public var leader: [CommandWord]
  /// What every other machine runs.
  public var follower: [CommandWord]
  /// An operator of Kubernetes that starts the worker says itself which machines there are, and needs the commands without
  /// these words.
  public var machineWords: MachineWords
  /// How often it is run.
  public var processes: Processes
  /// Files that it reads.
  public var files: [LaunchFile]
  /// The HTTP port of the first machine; `nil` where nothing listens.
  public var port: Int?
  /// An image that has the engine in this version.
  public var image: String?

  public init(
    engine: String, environment: [EnvironmentVariable] = [], leader: [CommandWord], follower: [CommandWord],
    machineWords: MachineWords = MachineWords(leader: 0, follower: 0), processes: Processes = .onePerNode,
    files: [LaunchFile] = [], port: Int? = nil, image: String? = nil
  ) {
    self.engine = engine
    self.environment = environment
    self.leader = leader
    self.follower = follower
    self.machineWords = machineWords
    self.processes = processes
    self.files = files
    self.port = port
    self.image = image
  }
}

/// A variable of the environment that a command is started in.
public struct EnvironmentVariable: Sendable, Hashable {
  /// "SGLANG_PP_LAYER_PARTITION".
  public let name: String
  /// Unquoted.
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A file that starts something, or that what is started reads.
public struct LaunchFile: Sendable, Hashable {
  /// Below the folder that is written, with "/" between folders: "replica-0/00-node017.sh".
  public let path: String
  /// What stands in it, with a newline at the end.
  public let text: String
  /// Whether it is a script.
  public let isExecutable: Bool

  public init(path: String, text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
  }
}
