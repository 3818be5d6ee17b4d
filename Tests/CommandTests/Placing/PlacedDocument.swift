import Foundation
import Testing

/// What `layline place --json` printed, read by another reader than the product's.
struct PlacedDocument: Decodable {
  struct Layer: Decodable {
    struct Greedy: Decodable {
      let balance: Double
      let balanceByScenario: [Double]
      let heldOut: [Double]
    }
    let layer: Int
    let redundant: Int?
    let balance: Double
    let bound: Double
    let gap: Double
    let balanceByScenario: [Double]
    let heldOut: [Double]
    let physicalToLogical: [Int]
    let hottestGPU: Int
    let mostExpertsLost: Int?
    let greedy: Greedy
  }
  struct Prediction: Decodable {
    let stepTime: Double
    let greedyStepTime: Double
    let sequencesPerGPU: Double
  }
  struct Target: Decodable { let slotsPerGPU: [Int] }
  struct Totals: Decodable {
    struct Balances: Decodable {
      let mean: Double
      let heldOut: [Double]
    }
    let placed: Balances
    let greedy: Balances
    let withinPercent: Double
  }
  struct Budget: Decodable {
    let total, spent, evenRedundant, mostHeld, fewestHeld: Int
    let evenTime, time, bound: Double
  }
  let layers: [Layer]
  let budget: Budget?
  let target: Target
  let totals: Totals
  let prediction: Prediction?
  let network: PlacedNetwork?

  init(_ run: Layline) throws {
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    self = try JSONDecoder().decode(PlacedDocument.self, from: Data(run.output.utf8))
  }

  /// The experts of each GPU.
  static func ranks(_ experts: [Int], slots: [Int]) -> [[Int]] {
    var first = 0
    return slots.map { count in
      defer { first += count }
      return experts[first..<first + count].filter { $0 >= 0 }
    }
  }

  /// Mean over hottest, worked out from the counts anew.
  static func balance(_ counts: [Int], _ ranks: [[Int]], speeds: [Double]? = nil) -> Double {
    let held = ranks.flatMap(\.self)
    let copies = counts.indices.map { expert in held.count(where: { $0 == expert }) }
    let loads = ranks.map { $0.reduce(0.0) { $0 + Double(counts[$1]) / Double(copies[$1]) } }
    let speeds = speeds ?? ranks.map { _ in 1 }
    let hottest = zip(loads, speeds).map { $0 / $1 }.max() ?? 0
    return Double(counts.reduce(0, +)) / speeds.reduce(0, +) / hottest
  }
}
