import Costing

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
    let slots = min(experts, ExpertDivision(expertParallel: expertParallel).slots(experts: experts) + extra)
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
  func spared(expertParallel: Int) -> [(redundantExperts: Int, spared: SparedLayers)] {
    guard redundancy == .automatic, hasEqualLayers else { return [] }
    let numbers = numbers(expertParallel: expertParallel)
    return zip(numbers, numbers.dropFirst()).filter { (experts + $0.0) % expertParallel == 0 }.flatMap { few, many in
      counts(expertParallel, few, many).map { (many, SparedLayers(count: $0.count, of: $0.all, redundantExperts: few)) }
    }
  }

  private func counts(_ expertParallel: Int, _ few: Int, _ many: Int) -> [(count: Int, all: Int)] {
    func layers(_ number: Int) -> [Double] {
      balance.layers(ExpertDivision(expertParallel: expertParallel, redundantExperts: number))
    }
    let gains = zip(layers(few), layers(many)).map { $0 / $1 - 1 }
    let counts = Self.thresholds.map { threshold in gains.count { $0 < threshold } }
    return Set(counts).filter { $0 > 0 && $0 < gains.count }.sorted().map { ($0, gains.count) }
  }

  /// A slot more takes time in the layers that have it, so how much a layer must gain depends on the batch.
  private static let thresholds = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32]

  private func imbalance(_ expertParallel: Int, _ redundant: Int) -> Double {
    balance.imbalance(ExpertDivision(expertParallel: expertParallel, redundantExperts: redundant))
  }
}
