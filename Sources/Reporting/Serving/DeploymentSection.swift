import Costing
import Plans
import Quantities
import Topology

/// Who serves: workers, their degrees, GPUs and formats.
struct DeploymentSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    (["Deployment  " + workers.joined(separator: "\n            ")] + [formats] + options).joined(separator: "\n")
  }

  private var workers: [String] {
    summary.groups.map { line($0.role == "serving" ? "worker" : "\($0.role) worker", $0.group, $0.pool) }
  }

  private func line(_ noun: String, _ group: WorkerGroup, _ pool: Pool) -> String {
    let pipeline = group.pipelineParallel > 1 ? "PP\(group.pipelineParallel) × " : ""
    let degrees = group.stageLayout(gpusPerDomain: pool.gpusPerDomain).map { StageDegrees($0).description } ?? ""
    let copies = group.redundantExperts > 0 ? " with \(group.redundantExperts) redundant experts" : ""
    return "\(TextLayout.count(group.workers, noun)) of \(TextLayout.count(group.gpusPerWorker, "GPU")), "
      + "\(pipeline)\(degrees)\(copies); \(Numerals.grouped(group.gpus)) of \(Numerals.grouped(pool.availableGPUCount)) GPUs of pool \(pool.name) "
      + "(\(pool.accelerator.id))"
  }

  private var formats: String {
    "            quantisation \(summary.request.model.quantization); KV cache \(summary.cacheFormat.rawValue)"
  }

  private var options: [String] {
    var words: [String] = []
    if let speculation = summary.request.speculation {
      words.append(
        "\(TextLayout.count(speculation.draftTokens, "draft token")), acceptance "
          + "\(Numerals.significant(speculation.acceptance)): \(Numerals.significant(speculation.tokensPerStep)) tokens "
          + "per step")
    }
    if summary.request.overlapsTwoBatches { words.append("two batches overlap") }
    return words.isEmpty ? [] : ["            " + words.joined(separator: "; ")]
  }
}
