import Formats

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

  /// A line that the shell skips, whatever names stand in the text.
  public static func comment(_ text: String) -> String { "# " + PlainText.visible(text) }

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

  /// A whole command on several lines for people to read, one option with its values on each.
  ///
  /// - Parameter indentation: The beginning of continued lines.
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

/// The context of a command, which gives the values of its placeholders.
public struct CommandContext: Sendable, Hashable {
  /// Something known when files are written, or only where they run.
  public enum Value: Sendable, Hashable {
    /// The text, unquoted.
    case text(String)
    /// The value of a variable of the environment or the shell: "LWS_LEADER_ADDRESS".
    case variable(String)
  }

  /// The address of the first machine, without a port.
  public let leader: Value
  /// The index of the machine in the worker, from 0.
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
  /// The text, unquoted.
  case text(String)
  /// The address of the worker's first machine, with a port where there is one: "10.0.0.1:20000".
  case leader(port: Int?)
  /// The number of this machine in the worker from 0, times a factor.
  case nodeRank(times: Int)
  /// A file that comes with the command, by its name in `EngineCommand.files`.
  case file(String)
}

/// The commands that start one worker with an engine: one for its first machine and one for the others.
public struct EngineCommand: Sendable, Equatable {
  /// The number of processes on a machine.
  public enum Processes: Sendable, Hashable {
    /// One process, which starts those of the GPUs itself.
    case onePerNode
    /// Once for each GPU, under MPI or Slurm, which give the ranks.
    case onePerGPU
  }

  /// The number of words at the end of each command that give the machines.
  public struct MachineWords: Sendable, Equatable {
    /// The words of the first machine's command.
    public let leader: Int
    /// The words of the other machines' command.
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
  /// The command of the first machine.
  public var leader: [CommandWord]
  /// The command of every other machine.
  public var follower: [CommandWord]
  /// The words that give the machines. They are left out under a Kubernetes operator, which sets the machines itself.
  public var machineWords: MachineWords
  public var processes: Processes
  /// Files that it reads.
  public var files: [LaunchFile]
  /// The HTTP port of the first machine; `nil` where it serves none.
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

/// A file that starts a worker, or that its engine reads.
public struct LaunchFile: Sendable, Hashable {
  /// The path below the folder written, with "/" between folders: "replica-0/00-node017.sh".
  public let path: String
  /// The content, which ends with a newline.
  public let text: String
  /// Whether it is a script.
  public let isExecutable: Bool

  public init(path: String, text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
  }
}
