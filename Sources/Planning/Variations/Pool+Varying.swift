import Clusters
import Formats
import Quantities

extension Pool {
  /// The present value of an axis of the hardware, in its base unit; `nil` where the pool has no such figure.
  func present(_ axis: InputAxis, gpuLimit: Int? = nil) -> Double? {
    switch axis {
    case .scaleOut: tiers.first?.bandwidth.value
    case .scaleOutLatency: tiers.first?.latency.value
    case .scaleUp: scaleUp.bandwidth.value
    case .memory: accelerator.memory.value
    case .memoryBandwidth: accelerator.memoryBandwidth.value
    case .compute: accelerator.peakRates[.bfloat16]?.value
    case .price: price?.value
    case .domain: Double(gpusPerDomain)
    case .gpus: Double(min(gpuLimit ?? .max, availableGPUCount))
    case .nodes: Double(nodeCount)
    case .racks: Double(racks)
    default: nil
    }
  }

  /// - Throws: `Diagnostic` where the pool cannot have it so.
  mutating func vary(_ variation: AxisVariation) throws {
    switch variation.axis {
    case .scaleOut, .scaleOutLatency:
      guard !tiers.isEmpty else {
        throw variation.fault(.missingValue, found: "pool \(name), one scale-up domain", expected: "a network")
      }
      for index in tiers.indices { try tiers[index].vary(variation) }
    case .scaleUp: try scaleUp.vary(variation)
    case .memory: accelerator.memory = Bytes(try variation.value(insteadOf: accelerator.memory.value))
    case .memoryBandwidth:
      accelerator.memoryBandwidth = Bandwidth(try variation.value(insteadOf: accelerator.memoryBandwidth.value))
    case .compute:
      guard let present = accelerator.peakRates[.bfloat16] else { return }
      let factor = try variation.value(insteadOf: present.value) / present.value
      accelerator.peakRates = accelerator.peakRates.mapValues { factor * $0 }
    case .price:
      price = GPUPrice(try variation.value(insteadOf: price?.value, missing: "no price is known in pool \(name)"))
    case .domain: try setDomain(try variation.count(insteadOf: gpusPerDomain), variation)
    case .nodes: try resize(toGPUs: gpusPerNode * variation.count(insteadOf: nodeCount), variation)
    case .racks: try resize(toGPUs: gpusPerRack * variation.count(insteadOf: racks), variation)
    default: break
    }
  }
}

extension ScaleOutTier {
  fileprivate mutating func vary(_ variation: AxisVariation) throws {
    if variation.axis == .scaleOut {
      bandwidth = Bandwidth(try variation.value(insteadOf: bandwidth.value))
    } else {
      latency = Seconds(try variation.value(insteadOf: latency.value))
    }
  }
}

extension ScaleUpLink {
  /// Links to single peers keep their share of all.
  fileprivate mutating func vary(_ variation: AxisVariation) throws {
    let factor = try variation.value(insteadOf: bandwidth.value) / bandwidth.value
    bandwidth = factor * bandwidth
    bandwidthPerPeer = factor * bandwidthPerPeer
  }
}

extension Cluster {
  /// The network between pools is scale-out like any tier.
  mutating func varyInterconnect(_ variation: AxisVariation) throws {
    guard [.scaleOut, .scaleOutLatency].contains(variation.axis) else { return }
    try interconnect?.vary(variation)
  }
}

extension Pool {
  /// The pool with this many GPUs in use: the first ones, or more racks after the last.
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
      throw variation.fault(.outOfRange, found: "\(total) GPUs", expected: "at most 1,000,000 in a pool")
    }
    guard total <= gpusPerDomain || !tiers.isEmpty else {
      throw variation.fault(
        .missingValue, found: "pool \(name), one scale-up domain without a network",
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
      throw variation.fault(.outOfRange, found: "no GPU that may be used", expected: "one at least")
    }
  }

  /// Domains of so many GPUs: tiers inside one are gone, the others stay.
  mutating func setDomain(_ size: Int, _ variation: AxisVariation) throws {
    guard canHaveDomain(size) else {
      let sizes = (1...gpuCount).filter(canHaveDomain)
      let near = (sizes.filter { $0 < size }.suffix(2) + sizes.filter { $0 > size }.prefix(2)).map(String.init)
      throw variation.fault(
        .domainNotNested, found: "\(size) GPUs in a domain of pool \(name)",
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
