import Clusters
import Costing
import Models
import Plans

/// The stage layouts and batch shapes that are searched; printed with every certificate.
public struct LayoutSpace: Sendable, Hashable {
  /// Every way for a stage to use GPUs.
  public private(set) var layouts: [StageLayout]
  /// Micro-batches in flight that are tried.
  public var microBatches: [Int]
  /// Most GPUs of one replica.
  public private(set) var gpuLimit: Int
  /// GPUs of a domain that can be used, in the fullest domain.
  public let gpusPerDomain: Int
  /// Numbers of stages that a replica may have.
  public private(set) var stages: DegreeRule
  /// What runs the layouts; `nil` for layouts whether or not anything runs them.
  private var engine: EngineOfLayouts?

  /// No pipeline deeper than this gains: more micro-batches than stages only wait.
  static let mostMicroBatches = 16
  /// Larger replicas are not searched.
  static let largestReplica = 1024

  /// - Parameters:
  ///   - model: Sets which degrees divide heads and how many experts there are.
  ///   - pool: Sets which groups of GPUs exist.
  ///   - gpuLimit: GPUs that may be used.
  ///   - constraint: Degrees of parallelism that layouts may have.
  public init(model: ModelArchitecture, pool: Pool, gpuLimit: Int?, constraint: LayoutConstraint = .any) {
    let free = pool.availableGPUsPerDomain
    let total = free.reduce(0, +)
    self.gpuLimit = min(gpuLimit ?? total, total, Self.largestReplica)
    gpusPerDomain = free.max() ?? 0
    let limits = Limits(
      model: model, gpus: self.gpuLimit, domain: gpusPerDomain, domains: pool.domainCount, constraint: constraint)
    layouts = limits.footprints.flatMap { limits.layouts(domains: $0.domains, gpusPerDomain: $0.gpus) }
      .filter { constraint.allows($0) }
    stages = constraint.stages
    microBatches = Array(
      1...constraint.mostMicroBatches(usual: Self.mostMicroBatches, layers: model.layers.count))
  }

  /// The same with copies of experts.
  /// - Parameter numbers: The numbers of redundant experts that are tried for an EP above 1, with or without 0.
  func withRedundantExperts(_ numbers: (Int) -> [Int]) -> LayoutSpace {
    var space = self
    space.layouts = layouts.flatMap { layout in
      layout.expertParallel > 1
        ? numbers(layout.expertParallel).map { layout.with(redundantExperts: $0) } : [layout]
    }
    return space
  }

  /// Spaces of replicas of one stage in which some layers have fewer copies, one for each number of GPUs. A number of such
  /// layers is meant for a stage that holds all layers.
  /// - Parameter fewerCopies: For an EP above 1 the numbers of layers that may have fewer copies.
  func withFewerCopies(_ fewerCopies: (Int) -> [(redundantExperts: Int, fewerCopies: LayersWithFewerCopies)])
    -> [LayoutSpace]
  {
    let found = layouts.filter { $0.expertParallel > 1 }.flatMap { layout in
      fewerCopies(layout.expertParallel).map {
        layout.with(redundantExperts: $0.redundantExperts, fewerCopies: $0.fewerCopies)
      }
    }
    return Set(found.map(\.gpus)).sorted().filter { $0 <= gpuLimit }.map { gpus in
      var space = self
      space.layouts = found.filter { $0.gpus == gpus }
      space.gpuLimit = gpus
      return space
    }
  }

  /// The same and more layouts.
  func adding(_ more: [StageLayout]) -> LayoutSpace {
    var space = self
    space.layouts += more
    return space
  }

  /// Replicas of one kind of stage and so many of them, with as many micro-batches.
  func only(_ layout: StageLayout, stages count: Int) -> LayoutSpace {
    var space = self
    space.engine = nil
    space.layouts = [layout]
    space.stages = count == 1 ? .one : .exactly(count)
    space.microBatches = [count]
    return space
  }

  /// The pipelines of the space; `nil` where it has none.
  var ofSeveralStages: LayoutSpace? {
    switch stages {
    case .one, .exactly(1): return nil
    case .several, .exactly: return self
    case .any:
      var space = self
      space.stages = .several
      return space
    }
  }

  /// One sentence for people.
  public var sentence: String {
    let sizes = Set(layouts.map(\.gpus)).sorted()
    let degrees = Set(layouts.map(\.tensorParallel)).sorted().map(String.init).joined(separator: ", ")
    let domains = layouts.map(\.domains).max() ?? 1
    let places = domains == 1 ? "one domain" : "1 to \(domains) domains"
    let copies = layouts.map(\.redundantExperts).max() ?? 0
    let redundancy = copies > 0 ? ", up to \(copies) redundant experts a layer" : ""
    let counts = microBatches.count == 1 ? "one micro-batch" : "1 to \(microBatches.last ?? 1) micro-batches"
    if let engine {
      return "\(layouts.count) stage layouts (\(sizes.first ?? 0) to \(sizes.last ?? 0) GPUs in \(places), "
        + "TP \(degrees), attention DP, EP\(redundancy)), \(microBatches.first ?? 1) to \(microBatches.last ?? 1) stages, alike "
        + "as \(engine.rule.title) runs them, with as many micro-batches, any split of the layers, "
        + "any batch, replicas of up to \(gpuLimit) GPUs in one pool"
    }
    let splits =
      switch stages {
      case .any: "any split of the layers"
      case .one: "one stage"
      case .several: "any split of the layers into two stages or more"
      case .exactly(let count): "any split of the layers into \(count) stages"
      }
    return "\(layouts.count) stage layouts (\(sizes.first ?? 0) to \(sizes.last ?? 0) GPUs in \(places), "
      + "TP \(degrees), attention DP, EP\(redundancy)), \(splits), \(counts), "
      + "any batch, replicas of up to \(gpuLimit) GPUs in one pool"
  }
}

/// The limits on the degrees of parallelism.
private struct Limits {
  let model: ModelDegrees
  let gpus: Int
  let domain: Int
  let domains: Int
  let constraint: LayoutConstraint

  init(model: ModelArchitecture, gpus: Int, domain: Int, domains: Int, constraint: LayoutConstraint) {
    self.model = ModelDegrees(model)
    self.gpus = gpus
    self.domain = domain
    self.domains = domains
    self.constraint = constraint
  }

  static let sizes = [1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 32, 36, 48, 64, 72, 96, 128, 144, 256]
  static let domainCounts = [2, 3, 4, 6, 8, 12, 16, 18, 24, 32, 36, 40, 48, 64]

  /// Inside a domain any usual size; across domains whole ones, or the largest power of two in each.
  var footprints: [(domains: Int, gpus: Int)] {
    let inside = (Self.sizes + [domain]).filter { $0 <= min(domain, gpus) }
    let whole = domain >= 1 ? [domain, 1 << (Int.bitWidth - 1 - domain.leadingZeroBitCount)] : []
    // The usual numbers, and those of which a few fill the pool.
    let counts = Set(Self.domainCounts + (1...4).map { domains / $0 }.filter { $0 > 1 })
    let across = counts.sorted().filter { $0 <= domains }.flatMap { count in
      Set(whole).sorted().map { (domains: count, gpus: $0) }
    }
    let usual =
      Set(inside).sorted().map { (domains: 1, gpus: $0) }
      + across.filter { $0.domains * $0.gpus <= min(gpus, model.experts) }
    let more = constraint.footprints(domain: domain, domains: domains).filter { asked in
      asked.domains * asked.gpus <= gpus && !usual.contains { $0 == asked }
    }
    return usual + more
  }

  /// TP as far as a domain goes, dividing the heads. Models without experts gain nothing from attention DP over replicas,
  /// so their stages are TP alone. Experts are whole (EP over all GPUs) or sliced over all GPUs of a domain.
  func layouts(domains: Int, gpusPerDomain: Int) -> [StageLayout] {
    let total = domains * gpusPerDomain
    let powers = (0..<Int.bitWidth - 1).map { 1 << $0 }.prefix { $0 <= gpusPerDomain }
    let degrees = constraint.tensorDegrees(Array(powers)).filter { degree in
      gpusPerDomain % degree == 0 && model.dividesHeads(tensorParallel: degree)
        && model.widths.allows(tensorParallel: degree, expertTensorParallel: 1)
    }
    if model.experts == 0 {
      return degrees.contains(total) ? [layout(domains, gpusPerDomain, total, total)] : []
    }
    return degrees.flatMap { degree in
      var choices: [StageLayout] = []
      if model.allows(expertParallel: total) { choices.append(layout(domains, gpusPerDomain, degree, 1)) }
      if domains == 1, total > 1, total & (total - 1) == 0,
        model.widths.allows(tensorParallel: degree, expertTensorParallel: total)
      {
        choices.append(layout(domains, gpusPerDomain, degree, total))
      }
      return choices
    }
  }

  private func layout(_ domains: Int, _ gpus: Int, _ tensor: Int, _ expertTensor: Int) -> StageLayout {
    StageLayout(domains: domains, gpusPerDomain: gpus, tensorParallel: tensor, expertTensorParallel: expertTensor)
  }
}

extension LayoutSpace {
  /// The layouts that an engine can run: all stages of a replica alike, as many micro-batches as stages.
  /// - Parameters:
  ///   - engine: The engine that runs the layouts.
  ///   - pool: Has the machines.
  ///   - layers: The layers of the model; no pipeline is deeper.
  func alike(for engine: EngineRule, on pool: Pool, layers: Int) -> LayoutSpace {
    var space = self
    space.engine = EngineOfLayouts(
      rule: engine, gpusPerNode: pool.gpusPerNode, gpusPerDomain: pool.gpusPerDomain)
    let depths = (1...min(Self.mostMicroBatches, layers)).filter { stages.allows($0) && microBatches.contains($0) }
    space.layouts = layouts.filter { layout in depths.contains { space.allows(layout, stages: $0) } }
    space.microBatches = depths.filter { depth in space.layouts.contains { space.allows($0, stages: depth) } }
    return space
  }

  /// Whether all stages of a replica have to be alike, with as many micro-batches as stages.
  var isAlike: Bool { engine != nil }

  /// Whether a replica of these stages is one of alike ones.
  func hasAlike(_ layout: ReplicaLayout) -> Bool {
    guard let first = layout.stages.first?.layout, layout.stages.allSatisfy({ $0.layout == first }) else {
      return false
    }
    return layout.microBatches == layout.stages.count && allows(first, stages: layout.stages.count)
  }

  /// Whether a replica may have so many stages that are laid out so.
  func allows(_ layout: StageLayout, stages count: Int) -> Bool {
    guard stages.allows(count), count * layout.gpus <= gpuLimit else { return false }
    return engine.map {
      $0.rule.allows(layout, stages: count, gpusPerNode: $0.gpusPerNode, gpusPerDomain: $0.gpusPerDomain)
    } ?? true
  }
}

/// An engine, and the machines that it runs on.
private struct EngineOfLayouts: Hashable {
  let rule: EngineRule
  let gpusPerNode, gpusPerDomain: Int
}
