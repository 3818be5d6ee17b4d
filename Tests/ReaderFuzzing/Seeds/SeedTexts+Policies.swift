import Foundation
import Optimization
import Policy
import Reporting

extension SeedTexts {
  /// Deployments that are only predicted, which takes milliseconds.
  static let policies: [[UInt8]] = [
    """
    layline: policy/1
    deployments:
      - name: code
        model: model.json
        cluster: cluster.yaml
        input: 2000
        output: 300
        requests-per-second: 4
        layout: {workers: 2, tensor-parallel: 2}
        limits:
          ttft: 800 ms
          tpot: 40 ms
          gpus: {limit: 4, severity: warning}

    """,
    """
    layline: policy/1
    deployments:
      - name: long
        model: model.json
        cluster: cluster.yaml
        kv-precision: fp8
        context: [1024, 4096]
        batch: 8
        limits:
          tpot: 50 ms
          hbm-headroom: 2 GB
          survives: gpu

    """,
  ].map { Array($0.utf8) }

  /// What checks of these come to.
  static let reports: [[UInt8]] = policies.compactMap { text in
    try? Array(
      JSONText.encode(
        PolicyChecker(
          PolicyDocument(parsing: Data(text), file: "\(PolicyInputs.folder)/policy.yaml"),
          optimizer: GLPKOptimizer()
        ).report()
      ).utf8)
  }
}
