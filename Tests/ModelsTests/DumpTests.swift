import Foundation
import Inputs
import Quantities
import Testing
@testable import Models

@Test func timing() throws {
  let clock = ContinuousClock()
  print("parse", try clock.measure { _ = try ModelCatalogue.entries() })
  print("v3", try clock.measure { _ = try ModelCatalogue.model(named: "DeepSeek-V3") })
  for e in try ModelCatalogue.entries() {
    let m = try ModelCatalogue.model(named: e.name)
    var t = ""
    if let p = m.publishedCheckpoint { t = "published \(p.size.formatted(in: Unit("GiB", 1073741824), significantDigits: 6)) ours \(m.checkpointBytes.formatted(in: Unit("GiB", 1073741824), significantDigits: 6)) dev \((m.checkpointBytes/p.size - 1)*100) %" }
    print(e.name, m.checkpointBytes, m.layerGroups.count, m.quantization, m.cacheFormat.map(\.rawValue) ?? "-", m.amountsByFormat.map { "\($0.format.rawValue) \($0.amount.bytes)" }, t)
  }
}
