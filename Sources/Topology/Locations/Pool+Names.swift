extension Pool {
  /// What a scale-up domain is, for people: "rack", "node", or "domain" where it is neither.
  public var domainNoun: String {
    gpusPerDomain == gpusPerRack ? "rack" : gpusPerDomain == gpusPerNode ? "node" : "domain"
  }
}
