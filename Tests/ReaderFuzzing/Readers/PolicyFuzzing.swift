import Foundation
import Optimization
import Plans
import Policy
import Reporting

/// A policy of small deployments is checked now and then; a report of a check is read back.
enum PolicyFuzzing {
  static let policy = FuzzedReader("policy", seeds: SeedTexts.policies) { bytes, number in
    let policy = try PolicyDocument(parsing: Data(bytes), file: "\(PolicyInputs.folder)/policy.yaml")
    // What would pass is searched for where a demand is missed by far: that is a search of seconds, and no reading.
    let text = String(decoding: bytes, as: UTF8.self)
    guard number % 32 == 0, !text.contains("requests-per-second") || text.contains("requests-per-second: 4\n") else {
      return
    }
    _ = try JSONText.encode(PolicyChecker(policy, optimizer: GLPKOptimizer()).report())
  }

  static let report = FuzzedReader("check-report", seeds: SeedTexts.reports) { bytes, _ in
    _ = try CheckReport(parsing: Data(bytes), file: "report.json")
  }
}
