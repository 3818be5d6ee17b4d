import Costing
import Models

/// The numbers of redundant experts that are tried for each EP.
struct RedundancyNumbers: Sendable {
  private let redundancy: ExpertRedundancy
  private let experts: Int
  /// A copy takes as many bytes in every layer.
  private let hasEqualLayers: Bool
  private let balance: ExpertBalance
  /// Copies that gain less balance than this are not tried.
  private static let leastGain = 0.0005

  init(_ request: PlanRequest, balance: ExpertBalance) {
    redundancy = request.expertLoad == nil ? .copies(0) : request.redundancy
    experts = ModelDegrees(request.model).experts
    hasEqualLayers = Set(request.model.layers.compactMap(\.kind.feedForward.mixture)).count == 1
    self.balance = balance
  }

  /// - Parameter expertParallel: EP, above 1.
  /// - Returns: At least one number.
  func numbers(expertParallel: Int) -> [Int] {
    switch redundancy {
    case .automatic, .automaticEven: gaining(expertParallel)
    case .copies(let count): [min(count, experts * (expertParallel - 1))]
    case .slots(let extra): [filling(extra, expertParallel)]
    }
  }

  /// R that fills ⌈E / EP⌉ slots and so many more on each rank, an expert having one copy on each at most.
  private func filling(_ extra: Int, _ expertParallel: Int) -> Int {
    let slots = min(experts, ExpertParallelism(expertParallel: expertParallel).slots(experts: experts) + extra)
    return max(0, slots * expertParallel - experts)
  }

  private func gaining(_ expertParallel: Int) -> [Int] {
    var numbers = [0]
    var best = imbalance(expertParallel, 0)
    for extra in ExpertRedundancy.triedSlots {
      let number = filling(extra, expertParallel)
      guard best > 1 + Self.leastGain else { break }
      guard number > numbers[numbers.count - 1] else { continue }
      let next = imbalance(expertParallel, number)
      guard next < best * (1 - Self.leastGain) else { continue }
      numbers.append(number)
      best = next
    }
    return numbers
  }

  /// Ways to spare layers that gain little: of the layers with the larger of two numbers, those that gain less than some
  /// threshold have the smaller one. Both fill the slots of every rank, so that GPUs hold equally many.
  func fewerCopies(expertParallel: Int) -> [(redundantExperts: Int, fewerCopies: LayersWithFewerCopies)] {
    guard redundancy == .automatic, hasEqualLayers else { return [] }
    let numbers = numbers(expertParallel: expertParallel)
    return zip(numbers, numbers.dropFirst()).filter { (experts + $0.0) % expertParallel == 0 }.flatMap { few, many in
      counts(expertParallel, few, many).map {
        (many, LayersWithFewerCopies(count: $0.count, of: $0.all, redundantExperts: few))
      }
    }
  }

  private func counts(_ expertParallel: Int, _ few: Int, _ many: Int) -> [(count: Int, all: Int)] {
    func layers(_ number: Int) -> [Double] {
      balance.layers(ExpertParallelism(expertParallel: expertParallel, redundantExperts: number))
    }
    let gains = zip(layers(few), layers(many)).map { $0 / $1 - 1 }
    let counts = Self.thresholds.map { threshold in gains.count { $0 < threshold } }
    return Set(counts).filter { $0 > 0 && $0 < gains.count }.sorted().map { ($0, gains.count) }
  }

  /// A slot more takes time in the layers that have it, so how much a layer must gain depends on the batch.
  private static let thresholds = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32]

  private func imbalance(_ expertParallel: Int, _ redundant: Int) -> Double {
    balance.imbalance(ExpertParallelism(expertParallel: expertParallel, redundantExperts: redundant))
  }
}

/// The numbers of redundant experts (copies beyond one of each) that a layer may have.
public enum ExpertRedundancy: Sendable, Hashable {
  /// None, as many as fill the slots, and one, two and four slots more on each GPU, as far as the balance gains by them.
  case automatic
  /// The same, with as many in every layer; `automatic` may spare layers that gain little.
  case automaticEven
  /// So many in every layer, or as many as there are places for.
  case copies(Int)
  /// The number that fills so many slots on each GPU beyond ⌈E / EP⌉.
  case slots(Int)

  /// Copies that were asked for; `nil` where they follow from the layout.
  var prescribed: Int? { if case .copies(let count) = self { count } else { nil } }

  /// Slots beyond ⌈E / EP⌉ that are tried.
  static let triedSlots = [0, 1, 2, 4]
}

/// The conditions of a model on degrees of parallelism, whether they are searched or named.
struct ModelDegrees: Sendable {
  /// Routed experts of a layer at most; 0 without a mixture.
  let experts: Int
  /// Query heads of the layers with attention, each number once, ascending.
  let attentionHeads: [Int]
  /// Into how many slices feed-forward parts and experts can be cut.
  let widths: SlicedWidths

  init(_ model: ModelArchitecture) {
    experts = model.layers.compactMap { $0.kind.feedForward.mixture?.expertCount }.max() ?? 0
    attentionHeads = Set(model.layers.compactMap { $0.kind.mixer.attention?.queryHeads }).sorted()
    widths = SlicedWidths(model)
  }

  /// TP divides the query heads of every layer.
  func dividesHeads(tensorParallel: Int) -> Bool { attentionHeads.allSatisfy { $0 % tensorParallel == 0 } }

  /// Every rank holds an expert at least.
  func allows(expertParallel: Int, redundantExperts: Int = 0) -> Bool { expertParallel <= experts + redundantExperts }
}
