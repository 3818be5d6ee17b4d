import Inputs
import Topology

extension Pool {
  /// As many GPUs that may be used: the first ones, or more racks behind the last.
  mutating func resize(available count: Int, _ variation: AxisVariation) throws {
    let present = availableGPUCount
    guard count < present else { return try resize(toGPUs: gpuCount + count - present, variation) }
    let taken = Set(unavailable)
    let last = (0..<gpuCount).lazy.filter { !taken.contains($0) }.prefix(count).reduce(0) { $1 }
    try resize(toGPUs: last + 1, variation)
  }

  /// The first so many GPUs, unavailable ones included, in as many racks of the same kind as they need. Racks are whole,
  /// and so are domains and the groups below the highest tier: what is there only to fill them may not be used.
  mutating func resize(toGPUs count: Int, _ variation: AxisVariation) throws {
    let highest = tiers.firstIndex { $0.gpusPerGroup >= count } ?? tiers.count - 1
    let below = highest > 0 ? tiers[highest - 1].gpusPerGroup : gpusPerDomain
    let unit = Self.leastCommonMultiple(gpusPerRack, Self.leastCommonMultiple(gpusPerDomain, below))
    let total = (count + unit - 1) / unit * unit
    guard total <= 1_000_000 else {
      throw variation.fault("out-of-range", found: "\(total) GPUs", expected: "at most 1,000,000 in a pool")
    }
    guard total <= gpusPerDomain || !tiers.isEmpty else {
      throw variation.fault(
        "missing-value", found: "pool \(name), one scale-up domain without a network",
        expected: "a cluster that has a network between domains")
    }
    racks = total / gpusPerRack
    hosts = Array(hosts.prefix(racks * nodesPerRack))
    unavailable = unavailable.filter { $0 < count } + Array(count..<total)
    if !tiers.isEmpty {
      tiers.removeSubrange((highest + 1)...)
      tiers[highest].gpusPerGroup = total
    }
    guard availableGPUCount > 0 else {
      throw variation.fault("out-of-range", found: "no GPU that may be used", expected: "one at least")
    }
  }

  /// Domains of so many GPUs: tiers inside one are gone, the others stay.
  mutating func setDomain(_ size: Int, _ variation: AxisVariation) throws {
    guard canHaveDomain(size) else {
      let sizes = (1...gpuCount).filter(canHaveDomain)
      let near = (sizes.filter { $0 < size }.suffix(2) + sizes.filter { $0 > size }.prefix(2)).map(String.init)
      throw variation.fault(
        "domain-not-nested", found: "\(size) GPUs in a domain of pool \(name)",
        expected: near.isEmpty ? "a pool with a network" : "a size that fills nodes, racks, tiers and the pool evenly",
        advice: near.isEmpty ? nil : "the nearest are " + near.joined(separator: ", "))
    }
    gpusPerDomain = size
    let above = tiers.filter { $0.gpusPerGroup > size }
    tiers = above.isEmpty ? Array(tiers.suffix(1)) : above
  }

  private func canHaveDomain(_ size: Int) -> Bool {
    let nests = ([gpusPerNode, gpusPerRack] + tiers.map(\.gpusPerGroup)).allSatisfy {
      $0 % size == 0 || size % $0 == 0
    }
    return nests && gpuCount % size == 0 && (size == gpuCount || !tiers.isEmpty)
  }

  private static func leastCommonMultiple(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b > 0 { (a, b) = (b, a % b) }
    return first / a * second
  }
}
