/// How the GPUs of a worker lie: equal shares of one or more scale-up domains.
public struct Footprint: Sendable, Hashable, Comparable {
  /// Scale-up domains, 1 or more.
  public let domains: Int
  /// GPUs in each of them, 1 or more.
  public let gpusPerDomain: Int

  /// - Parameters: As the properties of the same names.
  public init(domains: Int = 1, gpusPerDomain: Int) {
    self.domains = domains
    self.gpusPerDomain = gpusPerDomain
  }

  /// GPUs in all.
  public var gpus: Int { domains * gpusPerDomain }

  /// By GPUs, then by domains.
  public static func < (left: Self, right: Self) -> Bool {
    (left.gpus, left.domains) < (right.gpus, right.domains)
  }
}
