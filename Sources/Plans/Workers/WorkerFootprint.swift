/// The GPUs that a worker takes: equal shares of scale-up domains.
public struct WorkerFootprint: Sendable, Hashable, Comparable {
  /// Domains that it lies in.
  public let domains: Int
  /// GPUs in each of them.
  public let gpusPerDomain: Int

  /// - Parameters: As the properties of the same names.
  public init(domains: Int, gpusPerDomain: Int) {
    self.domains = domains
    self.gpusPerDomain = gpusPerDomain
  }

  /// All of its GPUs.
  public var gpus: Int { domains * gpusPerDomain }

  /// By GPUs, then by domains.
  public static func < (left: Self, right: Self) -> Bool {
    (left.gpus, left.domains) < (right.gpus, right.domains)
  }
}
