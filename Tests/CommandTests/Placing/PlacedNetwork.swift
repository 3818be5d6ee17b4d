/// The part of `layline place --json` that is of the network, read by another reader than the product's.
struct PlacedNetwork: Decodable {
  struct Load: Decodable {
    let fanOut, compute, memory, scaleUp, scaleOut, time: Double
    let boundBy: String
  }
  struct Layer: Decodable {
    let layer, tokens: Int
    let evenSeconds: Double?
    let placed, unregarding, greedy: Load
    let units: Int?
    let bound: Double?
  }
  struct Mean: Decodable { let fanOut, time: Double }
  let domains: Int
  let nicCost: Double?
  let tokensPerStep: Double?
  let layersWithoutRoutes: [Int]
  let layers: [Layer]
  let placed, unregarding, greedy: Mean
  let bound: Double?
}
