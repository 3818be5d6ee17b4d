import Costing

/// The numbers of redundant experts that are tried for each EP.
struct RedundancyNumbers: Sendable {
  private let redundancy: ExpertRedundancy
  private let experts: Int
  private let balance: ExpertBalance
  /// Copies that gain less balance than this are not tried.
  private static let leastGain = 0.0005

  init(_ request: PlanRequest, balance: ExpertBalance) {
    redundancy = request.expertLoad == nil ? .copies(0) : request.redundancy
    experts = ModelDegrees(request.model).experts
    self.balance = balance
  }

  /// - Parameter expertParallel: EP, above 1.
  /// - Returns: At least one number.
  func numbers(expertParallel: Int) -> [Int] {
    switch redundancy {
    case .automatic: gaining(expertParallel)
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

  private func imbalance(_ expertParallel: Int, _ redundant: Int) -> Double {
    balance.imbalance(ExpertDivision(expertParallel: expertParallel, redundantExperts: redundant))
  }
}
