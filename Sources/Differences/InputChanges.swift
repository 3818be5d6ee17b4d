import Clusters
import Models
import Plans
import Quantities

/// Collects inputs that differ.
struct InputChanges {
  private(set) var changes: [InputChange] = []

  /// An input that is told by the digest of its content; another name for the same content is no difference.
  mutating func add(_ key: String, _ name: String, _ before: PlanInputs.Reference?, _ after: PlanInputs.Reference?) {
    guard before?.sha256 != after?.sha256 else { return }
    changes.append(
      InputChange(
        key: key, name: name, before: before?.reference, after: after?.reference, beforeSHA256: before?.sha256,
        afterSHA256: after?.sha256))
  }

  /// A value, as people read it.
  mutating func add(_ key: String, _ name: String, _ before: String?, _ after: String?) {
    guard before != after else { return }
    changes.append(InputChange(key: key, name: name, before: before, after: after))
  }

  /// A whole number with its noun.
  mutating func add(_ key: String, _ name: String, _ before: Int?, _ after: Int?, of noun: String = "") {
    func text(_ value: Int) -> String { Numerals.grouped(value) + (noun.isEmpty ? "" : " \(noun)") }
    add(key, name, before.map(text), after.map(text))
  }

  /// Adds a number. Where the text does not show the difference, all digits are given.
  mutating func add(_ key: String, _ name: String, _ before: Double?, _ after: Double?, text: (Double) -> String) {
    guard before != after else { return }
    let texts = (before.map(text), after.map(text))
    if texts.0 == texts.1 {
      add(key, name, before.map { "\($0)" }, after.map { "\($0)" })
    } else {
      add(key, name, texts.0, texts.1)
    }
  }
}

extension InputChanges {
  /// Adds the sizes of two models, if both can be read.
  mutating func addValues(of key: String, _ before: ModelArchitecture?, _ after: ModelArchitecture?) {
    guard let before, let after else { return }
    func number(_ value: Double) -> String { Numerals.grouped(rounding: value) }
    add(
      "\(key).parameters", "parameters", Double(before.totalParameters), Double(after.totalParameters), text: number)
    add(
      "\(key).activeParameters", "parameters that a token uses", Double(before.activeParameters),
      Double(after.activeParameters), text: number)
    add("\(key).layers", "layers", before.layers.count, after.layers.count)
    add("\(key).stored_B", "bytes of all weights", before.mainModelBytes.value, after.mainModelBytes.value) {
      "\(Bytes($0))"
    }
  }

  /// Adds the figures of two clusters, pool by pool, if both can be read.
  mutating func addValues(_ before: Cluster?, _ after: Cluster?) {
    guard let before, let after else { return }
    add("cluster.name", "name of the cluster", before.name, after.name)
    let pools =
      before.pools.map(\.name) + after.pools.map(\.name).filter { name in !before.pools.contains { $0.name == name } }
    for name in pools {
      let (old, new) = (before.pools.first { $0.name == name }, after.pools.first { $0.name == name })
      let several = pools.count > 1 ? " of pool \(name)" : ""
      let key = "cluster.pools[\(name)]"
      add("\(key).accelerator", "accelerator\(several)", old?.accelerator.id, new?.accelerator.id)
      add("\(key).gpus", "GPUs\(several)", old?.gpuCount, new?.gpuCount)
      add("\(key).available", "available GPUs\(several)", old?.availableGPUCount, new?.availableGPUCount)
      add("\(key).gpusPerDomain", "GPUs of a scale-up domain\(several)", old?.gpusPerDomain, new?.gpusPerDomain)
      add("\(key).memory_B", "HBM of a GPU\(several)", old?.accelerator.memory.value, new?.accelerator.memory.value) {
        "\(Bytes($0))"
      }
      addNetwork(old, new, key: key, several: several)
      add("\(key).price", "price of a GPU\(several)", old?.price?.value, new?.price?.value) { "\(GPUPrice($0))" }
    }
    addBandwidth(
      "cluster.interconnect.bandwidth", "bandwidth between pools", before.interconnect?.effectiveBandwidth,
      after.interconnect?.effectiveBandwidth)
  }

  private mutating func addNetwork(_ old: Pool?, _ new: Pool?, key: String, several: String) {
    addBandwidth(
      "\(key).scaleUp.bandwidth", "scale-up bandwidth of a GPU\(several)", old?.scaleUp.bandwidth,
      new?.scaleUp.bandwidth)
    for tier in 0..<max(old?.tiers.count ?? 0, new?.tiers.count ?? 0) {
      func found(_ pool: Pool?) -> ScaleOutTier? {
        pool.flatMap { $0.tiers.indices.contains(tier) ? $0.tiers[tier] : nil }
      }
      let name = found(new)?.name ?? found(old)?.name ?? ""
      addBandwidth(
        "\(key).tiers[\(tier)].effectiveBandwidth", "\(name) bandwidth of a GPU\(several)",
        found(old)?.effectiveBandwidth, found(new)?.effectiveBandwidth)
    }
  }

  private mutating func addBandwidth(_ key: String, _ name: String, _ before: Bandwidth?, _ after: Bandwidth?) {
    add(key, name, before?.value, after?.value) { "\(Bandwidth($0))" }
  }
}
