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

    /// - Parameters: As the properties of the same names.
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

  /// - Parameters: As the properties of the same names.
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
