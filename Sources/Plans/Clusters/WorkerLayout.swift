import Costing
import Quantities

/// A way for one worker to use GPUs.
public struct WorkerLayout: Sendable, Hashable {
  /// Its degrees; one worker.
  public let group: WorkerGroup
  /// How the GPUs of a stage lie.
  public let stage: StageLayout
  /// How all of its GPUs lie: stages of less than a domain share one.
  public let footprint: WorkerFootprint

  public init(group: WorkerGroup, stage: StageLayout, footprint: WorkerFootprint) {
    self.group = group
    self.stage = stage
    self.footprint = footprint
  }

  /// "TP1 DP8 EP8", "TP8", "TP4 PP2"; degrees of 1 but TP are left out.
  public var name: String { Self.name(group) }

  /// The same for degrees alone.
  public static func name(_ group: WorkerGroup) -> String {
    let degrees = [
      ("DP", group.dataParallel), ("EP", group.expertParallel), ("PP", group.pipelineParallel),
    ].filter { $0.1 > 1 }
    return (["TP\(group.tensorParallel)"] + degrees.map { "\($0.0)\($0.1)" }).joined(separator: " ")
  }

  /// Fewer stages, smaller TP and larger EP first: what is taken of equals.
  public static func isSimpler(_ left: Self, _ right: Self) -> Bool {
    let first = (left.group.pipelineParallel, left.group.tensorParallel, -left.group.expertParallel)
    return first < (right.group.pipelineParallel, right.group.tensorParallel, -right.group.expertParallel)
  }
}

extension RatingCount {
  /// Why there is no worker of a role, as the end of a sentence: "of 10 layouts 10 do not hold the weights and a sequence at its
  /// longest".
  public func absence(of role: WorkerRole) -> String {
    guard tooLarge + tooSlow > 0 else {
      return role == .prefill ? "no decode worker takes its caches" : "no layout is possible"
    }
    var reasons: [String] = []
    if tooLarge > 0 {
      reasons.append("\(tooLarge) \(tooLarge == 1 ? "does" : "do") not hold the weights and a sequence at its longest")
    }
    if tooSlow > 0 {
      let missed = [("TTFT", missingTimeToFirstToken), ("TPOT", missingTimePerOutputToken)].filter { $0.1 > 0 }
        .map { "\(Numerals.grouped($0.1)) \($0.1 == 1 ? "misses" : "miss") the \($0.0)" }.joined(separator: " and ")
      let least = [("TTFT", leastTimeToFirstToken), ("TPOT", leastTimePerOutputToken)]
        .compactMap { name, time in time.map { "\(name) \(Seconds($0))" } }.joined(separator: ", ")
      reasons.append("\(missed) even for a request that is alone (at best \(least))")
    }
    return "of \(Numerals.grouped(layouts)) layout\(layouts == 1 ? "" : "s") \(reasons.joined(separator: ", "))"
  }
}

/// What became of the layouts that were looked at for a role on a pool.
public struct RatingCount: Sendable, Hashable {
  /// All that were looked at.
  public var layouts = 0
  /// Those whose HBM does not hold the weights and one sequence at its longest.
  public var tooLarge = 0
  /// Those that miss a target even for a request that is alone.
  public var tooSlow = 0
  /// Those of the latter that miss the TTFT.
  public var missingTimeToFirstToken = 0
  /// Those of the latter that miss the TPOT.
  public var missingTimePerOutputToken = 0
  /// The lowest TTFT of those that are too slow, for a request that is alone, in seconds.
  public var leastTimeToFirstToken: Double?
  /// The lowest TPOT of those that are too slow, for a request that is alone, in seconds.
  public var leastTimePerOutputToken: Double?

  /// Nothing yet.
  public init() {}
}

/// The GPUs that a worker takes: equal shares of scale-up domains.
public struct WorkerFootprint: Sendable, Hashable, Comparable {
  /// Domains that it lies in.
  public let domains: Int
  /// GPUs in each of them.
  public let gpusPerDomain: Int

  public init(domains: Int, gpusPerDomain: Int) {
    self.domains = domains
    self.gpusPerDomain = gpusPerDomain
  }

  /// All of its GPUs.
  public var gpus: Int { domains * gpusPerDomain }

  /// By GPUs, then by domains.
  public static func < (left: Self, right: Self) -> Bool {
    (left.gpus, left.domains) < (right.gpus, right.domains)
  }
}

/// What a worker does for a request.
public enum WorkerRole: String, Sendable, Hashable, CaseIterable, Codable {
  /// Its prompt, whose cache is then handed to a worker for decode.
  case prefill
  /// All tokens after the first.
  case decode
  /// Both.
  case mixed
}
