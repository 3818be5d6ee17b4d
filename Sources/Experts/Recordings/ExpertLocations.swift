import Formats

/// The places of the experts in every layer of a model, independent of the file formats of runtimes.
public struct ExpertLocations: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// The slots of each rank, in every layer.
  public let slots: [Int]
  /// The map of each layer of the model; `nil` for a layer without experts.
  public let layers: [ExpertMap?]

  public init(expertCount: Int, slots: [Int], layers: [ExpertMap?]) {
    self.expertCount = expertCount
    self.slots = slots
    self.layers = layers
  }
}

extension ExpertLocations {
  /// The locations with an expert in every slot, as runtimes require. Each empty slot gets a copy of the expert with
  /// the most tokens per copy among those that its rank does not hold.
  /// - Parameter tokens: Tokens by [layer][expert]; `nil` counts all experts alike.
  public func filled(tokens: [[Double]]?) -> ExpertLocations {
    ExpertLocations(
      expertCount: expertCount, slots: slots,
      layers: layers.enumerated().map { layer, map in
        let loads = tokens.flatMap { $0.indices.contains(layer) && $0[layer].count == expertCount ? $0[layer] : nil }
        return map.map { filled($0, loads: loads ?? [Double](repeating: 1, count: expertCount)) }
      })
  }

  private func filled(_ map: ExpertMap, loads: [Double]) -> ExpertMap {
    var copies = map.copies(of: expertCount)
    let ranks = zip(map.ranks, slots).map { held, slots in
      var held = held
      while held.count < slots {
        let others = (0..<expertCount).filter { !held.contains($0) }
        // The first of equals: the same inputs give the same map. A rank that holds every expert gets none.
        guard
          let next = others.max(by: { left, right in
            let (first, second) = (loads[left] / Double(copies[left]), loads[right] / Double(copies[right]))
            return first == second ? left > right : first < second
          })
        else { break }
        held.append(next)
        copies[next] += 1
      }
      return held
    }
    return ExpertMap(ranks: ranks)
  }

  /// Copies beyond one of each expert that every layer has where all slots are full.
  public var redundantWhenFull: Int { slots.reduce(0, +) - expertCount }

  /// Experts in order and then from the first again, slot by slot, as runtimes start without a map.
  public var inOrder: ExpertLocations {
    let count = slots.reduce(0, +)
    let map = ExpertMap(physicalToLogical: (0..<count).map { $0 % expertCount }, slots: slots)
    return ExpertLocations(expertCount: expertCount, slots: slots, layers: layers.map { $0.map { _ in map } })
  }
}

extension ExpertLocations {
  /// Neighbours on a rank, without copies; the first ranks have one more where they do not divide evenly. So vLLM and Megatron
  /// lay experts out.
  public var inBlocks: ExpertLocations {
    let (share, more) = expertCount.quotientAndRemainder(dividingBy: slots.count)
    return withEveryLayer { rank in
      let first = rank * share + min(rank, more)
      return Array(first..<first + share + (rank < more ? 1 : 0))
    }
  }

  /// The same layers with the same experts in each.
  /// - Parameter experts: The experts of a rank.
  public func withEveryLayer(experts: (Int) -> [Int]) -> ExpertLocations {
    let map = ExpertMap(ranks: slots.indices.map(experts))
    return ExpertLocations(expertCount: expertCount, slots: slots, layers: layers.map { $0.map { _ in map } })
  }
}

extension ExpertLocations {
  /// The expert in each slot of every layer, for a runtime that requires equally many slots on each rank and none
  /// empty.
  /// - Parameters:
  ///   - runtime: The name of the runtime for the message: "SGLang".
  ///   - flag: The flag that requires this form.
  /// - Throws: `Diagnostic` "slots-uneven".
  func fullSlots(for runtime: String, flag: String) throws -> [[Int]?] {
    guard Set(slots).count == 1 else {
      throw Diagnostic(
        id: .slotsUneven, file: flag,
        found: "GPUs with \(slots.min() ?? 0) to \(slots.max() ?? 0) slots for experts",
        expected: "equally many on each, as \(runtime) has it", advice: "or --format layline")
    }
    return try layers.enumerated().map { layer, map in
      guard let map else { return nil }
      let experts = map.physicalToLogical(slots: slots)
      let empty = experts.count(where: { $0 < 0 })
      guard empty == 0 else {
        throw Diagnostic(
          id: .slotsUneven, file: flag, found: "\(empty) of \(experts.count) slots of layer \(layer) empty",
          expected: "an expert in each, as \(runtime) has it",
          advice: "choose --redundant so that experts and copies divide evenly between the GPUs")
      }
      return experts
    }
  }
}
