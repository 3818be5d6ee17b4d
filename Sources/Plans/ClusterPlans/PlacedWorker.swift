/// A worker and its GPUs.
public struct PlacedWorker: Codable, Sendable, Equatable {
  /// Its kind, as an index of `composition.workers`.
  public var kind: Int
  /// Its number among those of its kind.
  public var number: Int
  /// Scale-up domains of its pool, ascending.
  public var domains: [Int]
  /// Its GPUs as runs of numbers in the pool, first and last, in the order of its ranks.
  public var gpus: [[Int]]
  /// Names of its nodes, where the cluster's file gives them.
  public var hosts: [String]?

  /// - Parameters: As the properties of the same names.
  public init(kind: Int, number: Int, domains: [Int], gpus: [[Int]], hosts: [String]? = nil) {
    self.kind = kind
    self.number = number
    self.domains = domains
    self.gpus = gpus
    self.hosts = hosts
  }
}
