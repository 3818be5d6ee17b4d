extension Pool {
  /// What a scale-up domain is, for people: "rack", "node", or "domain" where it is neither.
  public var domainNoun: String {
    gpusPerDomain == gpusPerRack ? "rack" : gpusPerDomain == gpusPerNode ? "node" : "domain"
  }

  /// Names of the nodes that some GPUs stand in, in order; `nil` where no node has a name.
  public func hostNames(ofGPUs gpus: [Int]) -> [String]? {
    guard !hosts.isEmpty else { return nil }
    return Set(gpus.map { $0 / gpusPerNode }).sorted().filter { $0 < hosts.count }.map { hosts[$0] }
  }
}
