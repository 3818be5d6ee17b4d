/// Everything that a plan starts: workers that are alike stand together.
public struct Deployment: Sendable, Equatable {
  /// For files and Kubernetes: "deepseek-v3".
  public let name: String
  /// Workers that differ only in name and machines; their names begin with that of the group.
  public struct Group: Sendable, Equatable {
    /// "replica", "prefill", "decode", with a letter where there are several: "decode-b".
    public let name: String
    /// At least one.
    public let workers: [LaunchedWorker]

    /// - Parameters: As the properties of the same names.
    public init(name: String, workers: [LaunchedWorker]) {
      self.name = name
      self.workers = workers
    }
  }
  /// Prefill before decode before mixed ones.
  public let groups: [Group]

  /// - Parameters: As the properties of the same names.
  public init(name: String, groups: [Group]) {
    self.name = name
    self.groups = groups
  }

  /// All of them.
  public var workers: [LaunchedWorker] { groups.flatMap(\.workers) }
}
