import Inputs
import Quantities
import Topology

extension Pool {
  /// What an axis of the hardware is now, in its base unit; `nil` where the pool has no such figure.
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
        throw variation.fault("missing-value", found: "pool \(name), one scale-up domain", expected: "a network")
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
