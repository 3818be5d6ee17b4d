import Costing

/// How far the stages of a replica have come through the domains: where the last one ended.
///
/// Stages follow each other. One that would straddle a domain starts the next; one over several domains lies inside a
/// group of the level that its all-to-all was priced on.
struct DomainCursor: Sendable, Hashable {
  /// The domain that the last stage ended in, counted from the replica's first; -1 before the first stage.
  private(set) var domain = -1
  /// GPUs of it that are taken.
  private(set) var taken = 0

  /// The domains that the next stage lies in.
  mutating func place(_ layout: StageLayout, _ domains: DomainShape) -> Range<Int> {
    if layout.domains == 1, domain >= 0, taken + layout.gpusPerDomain <= domains.gpus {
      taken += layout.gpusPerDomain
      return domain..<domain + 1
    }
    let first = domains.start(of: layout.domains, after: domain)
    domain = first + layout.domains - 1
    taken = layout.gpusPerDomain
    return first..<first + layout.domains
  }
}
