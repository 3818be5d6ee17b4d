import GLPKBridge
import Optimization

/// Options as the bridge reads them. Owns the incumbent and is the context of the callback.
final class NativeOptions {
  var options = GLPKBridgeOptions()
  private var incumbent: UnsafeMutablePointer<Double>?
  private let progress: SolverOptions.Progress?

  /// GLPK's presolver takes seconds where there are more, and finds little in them.
  private static let mostCoefficientsToPresolve = 100_000

  init(_ source: SolverOptions, for program: LinearProgram) {
    progress = source.progress
    setLimits(source.limits)
    setHints(source, for: program)
    options.wants_duals = source.wantsDuals
    if let values = source.incumbent {
      let exact = Solution(values: values, of: program).values
      let copy = UnsafeMutablePointer<Double>.allocate(capacity: max(exact.count, 1))
      copy.initialize(from: exact, count: exact.count)
      incumbent = copy
      options.incumbent = UnsafePointer(copy)
    }
    options.context = Unmanaged.passUnretained(self).toOpaque()
    options.callback = { progress, context in
      guard let progress, let context else { return true }
      return Unmanaged<NativeOptions>.fromOpaque(context).takeUnretainedValue().shouldGoOn(progress.pointee)
    }
  }

  deinit {
    incumbent?.deallocate()
  }

  private func shouldGoOn(_ state: GLPKBridgeProgress) -> Bool {
    if Task.isCancelled { return false }
    guard let progress else { return true }
    let report = SearchProgress(
      nodes: Int(state.nodes), iterations: Int(state.iterations),
      incumbent: state.has_incumbent ? state.incumbent : nil,
      bound: state.bound.isFinite ? state.bound : nil)
    return progress(report) == .goOn
  }

  private func setLimits(_ limits: SolverLimits) {
    options.node_limit = limits.nodes.map(Int32.init(clamping:)) ?? -1
    options.iteration_limit = limits.iterations.map(Int32.init(clamping:)) ?? -1
    options.millisecond_limit = limits.seconds.map { Int32(min($0 * 1000, 2e9)) } ?? -1
    options.megabyte_limit = limits.megabytes.map(Int32.init(clamping:)) ?? -1
    options.relative_gap = limits.relativeGap
  }

  private func setHints(_ source: SolverOptions, for program: LinearProgram) {
    options.method = source.method == .primal ? GLPKBridgePrimal : GLPKBridgeDual
    options.presolve_linear = source.presolve ?? false
    options.presolve_integer = source.presolve ?? (program.coefficientCount <= Self.mostCoefficientsToPresolve)
    options.gomory_cuts = source.cuts.contains(.gomory)
    options.rounding_cuts = source.cuts.contains(.mixedIntegerRounding)
    options.cover_cuts = source.cuts.contains(.cover)
    options.clique_cuts = source.cuts.contains(.clique)
    options.rounding_heuristic = true
    options.branching = source.branching.native
    options.node_order = source.nodeOrder.native
  }
}

extension BranchingRule {
  fileprivate var native: GLPKBridgeBranching {
    switch self {
    case .firstFractional: GLPKBridgeFirstFractional
    case .lastFractional: GLPKBridgeLastFractional
    case .mostFractional: GLPKBridgeMostFractional
    case .driebeckTomlin: GLPKBridgeDriebeckTomlin
    case .pseudocost: GLPKBridgePseudocost
    }
  }
}

extension NodeOrder {
  fileprivate var native: GLPKBridgeNodeOrder {
    switch self {
    case .depthFirst: GLPKBridgeDepthFirst
    case .breadthFirst: GLPKBridgeBreadthFirst
    case .bestBound: GLPKBridgeBestBound
    case .bestProjection: GLPKBridgeBestProjection
    }
  }
}
