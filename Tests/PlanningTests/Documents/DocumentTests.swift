import Clusters
import Foundation
import Models
import Planning
import Plans
import Quantities
import Reporting
import Testing

@Suite("Documents for machines")
struct DocumentTests {
  /// One stage with a price, a pipeline without, a demand, prescribed formats.
  static let cases = [
    PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200"),
    PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes", objective: .latency, batch: 8),
    PlanCase(model: "openai/gpt-oss-120b", cluster: "mi300x-4-nodes", objective: .gpus, demand: 20_000),
    PlanCase(cluster: "hgx-h200", weights: .nvfp4),
  ]

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"), arguments: cases)
  func plansAreAsTheirSchemaSays(planCase: PlanCase) throws {
    let text = try JSONText.encode(HonestPlan.make(planCase))
    #expect(try JSONSchema.faults(text, schema: "plan.schema.json") == [])
  }

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"))
  func refusalsAreAsTheirSchemaSays() throws {
    let refusals = [
      try HonestPlan.refusal(PlanCase(cluster: "hgx-h100").request()),
      try HonestPlan.refusal(
        PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h100", target: Seconds(1e-5)).request()),
    ]
    for refusal in refusals {
      #expect(try JSONSchema.faults(JSONText.encode(refusal), schema: "refusal.schema.json") == [])
    }
    #expect(try JSONSchema.faults("{}", schema: "refusal.schema.json").count == 4)
  }

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"))
  func modelsAreAsTheirSchemaSays() throws {
    for name in ["deepseek-ai/DeepSeek-V3", "openai/gpt-oss-120b", "Qwen/Qwen3-Next-80B-A3B-Instruct"] {
      let text = try Self.model(name)
      #expect(try JSONSchema.faults(text, schema: "model-reading.schema.json") == [], "\(name)")
    }
  }

  @Test(
    .enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"),
    arguments: ["hgx-h100", "gb200-nvl72-8-racks", "mixed-gb200-h200"])
  func clustersAreAsTheirSchemaSays(name: String) throws {
    let text = try JSONText.encode(ClusterDocument(ClusterReference(name).read()))
    #expect(try JSONSchema.faults(text, schema: "cluster-reading.schema.json") == [])
  }

  private static func model(_ name: String) throws -> String {
    try JSONText.encode(ModelDocument(ModelSummary(ModelArchitecture(reference: name), context: 4096)))
  }

  /// Keys that others may rely on.
  @Test func stableKeysOfAPlan() throws {
    let document = try Self.object(JSONText.encode(HonestPlan.make(Self.cases[0])))
    for key in [
      "certificate.objective", "certificate.bound", "certificate.gap", "certificate.status",
      "total.tokensPerSecond", "total.gpus", "total.idleGPUs", "workers",
    ] {
      #expect(Self.value(key, in: document) != nil, "\(key)")
    }
    #expect(Self.value("certificate.status", in: document) as? String == "proved")
    #expect(Self.value("certificate.gap", in: document) is Double)
  }

  @Test func stableKeysOfAModel() throws {
    let document = try Self.object(Self.model("deepseek-ai/DeepSeek-V3"))
    for key in [
      "parameters.total", "parameters.active", "parameters.multiTokenPrediction", "kvCache.bytesPerToken",
      "kvCache.indexerBytesPerToken", "kvCache.bytesPerSequence",
    ] {
      #expect(Self.value(key, in: document) is NSNumber, "\(key)")
    }
  }

  private static func object(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  private static func value(_ path: String, in document: Any) -> Any? {
    path.split(separator: ".").reduce(document) { ($0 as? [String: Any])?[String($1)] as Any }
  }
}
