import Models
import Topology

extension LayoutConstraint {
  /// Footprints that a prescribed EP needs and the usual sizes may lack: all in one domain where it fits, else equal
  /// shares of as few domains as hold it.
  func footprints(domain: Int, domains: Int) -> [(domains: Int, gpus: Int)] {
    guard let gpus = expert.prescribed, domain > 0 else { return [] }
    let fewest = (gpus + domain - 1) / domain
    guard fewest <= domains, let count = (fewest...domains).first(where: { gpus % $0 == 0 }) else { return [] }
    return [(domains: count, gpus: gpus / count)]
  }

  /// The usual TPs, and the one that is prescribed.
  func tensorDegrees(_ usual: [Int]) -> [Int] {
    guard let prescribed = tensor.prescribed, !usual.contains(prescribed) else { return usual }
    return (usual + [prescribed]).sorted()
  }

  /// Micro-batches in flight that are worth trying. A stage alone gains nothing by several: they wait for each other. A
  /// prescribed number of stages needs as many.
  /// - Parameters:
  ///   - usual: The most that are tried without a constraint.
  ///   - layers: Of the model; no pipeline is deeper.
  func mostMicroBatches(usual: Int, layers: Int) -> Int {
    switch stages {
    case .one: 1
    case .exactly(let count): max(usual, min(count, layers))
    case .several, .any: usual
    }
  }

  /// Why a model cannot be laid out so on a pool, whatever the memory; `nil` where it can.
  func obstacle(model: ModelArchitecture, pool: Pool) -> String? {
    let degrees = ModelDegrees(model)
    if case .several = expert, degrees.experts == 0 { return "the model has no experts" }
    if let count = expert.prescribed {
      if degrees.experts == 0 { return "the model has no experts" }
      if count > degrees.experts { return "EP\(count) has more ranks than a layer's \(degrees.experts) experts" }
    }
    if let count = tensor.prescribed, !degrees.dividesHeads(tensorParallel: count) {
      let heads = degrees.attentionHeads.map(String.init).joined(separator: " and ")
      return "TP\(count) does not divide the \(heads) query heads"
    }
    if let count = stages.prescribed, count > model.layers.count {
      return "\(count) stages are more than the \(model.layers.count) layers"
    }
    return sizeObstacle(pool)
  }

  private func sizeObstacle(_ pool: Pool) -> String? {
    let free = pool.availableGPUsPerDomain
    if let count = tensor.prescribed, count > free.max() ?? 0 {
      return "TP\(count) does not fit a scale-up domain of \(free.max() ?? 0) GPUs"
    }
    if let count = expert.prescribed {
      let gpus = free.reduce(0, +)
      if count > gpus { return "EP\(count) needs more than the \(gpus) GPUs of pool \(pool.name)" }
    }
    return nil
  }
}
