import Clusters
import Costing
import Formats
import Foundation
import Reporting

/// Honest texts for every reader.
enum SeedTexts {
  private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  static let json = bytes([
    #"{"a": [1, -2.5e3, "x\u00e9\n", true, null, {"b": {}}], "c": [[], [[0.1]]], "inf": Infinity}"#,
    "[{\"type\": \"meta\"},\r\n {\"layer\": 0, \"ids\": [3, 1, 9007199254740993]}]", SmallInputs.llamaText,
  ])
  static let yaml =
    bytes([
      "a: &x {n: 2, m: [1, 2]}\nb: *x\nc:\n  <<: *x\n  n: 3\nd: |\n  text\n  more\ne: !!str 8\n? f\n: \"q\\tu\"\n",
      "- - - 1\n- {a: [b, c: 1]}\n- >-\n  folded\n- ~\n- .inf\n", SmallInputs.clusterText,
    ]) + [shipped("mixed-gb200-h200")]
  static let tables = bytes([
    "a,b,c\n1,\"x,\"\"y\"\"\",3\n\"two\nlines\",,5\n", "model,role,gpus\r\nm,mixed,8\r\n\r\nm,decode,4\r\n", "a\n1\n2",
  ])
  static let clusters =
    bytes([SmallInputs.clusterText, SmallInputs.clusterText])
    + ["mixed-gb200-h200", "hgx-h100", "blackboard", "gb200-nvl72-1-rack"].map(shipped)
  static let models =
    bytes([SmallInputs.llamaText, SmallInputs.mixtureText]) + catalogue

  static let workloads = bytes([
    """
    layline: workloads/1
    workloads:
      - name: chat
        model: \(ScratchFile.placeholder)
        input: 1000
        output: 100 tokens
        requests-per-second: 5
        ttft: 2 s
        tpot: 50 ms
        prefix-cache-hit-rate: 20 %
      - name: code
        model: \(ScratchFile.placeholder)
        input: 4000
        output: 500
        concurrency: 20
        ttft: 4 s
        tpot: 40 ms
        kv-precision: fp8
        draft-tokens: 2
        acceptance: 0.7

    """,
    "workloads: [{model: \(ScratchFile.placeholder), input: 100, output: 10, precision: fp8}]\n",
  ])
  static let loads = bytes([
    "{\"logical_count\": [[1,2,3,4,5,6,7,8],[8,7,6,5,4,3,2,1],[1,1,1,1,1,1,1,90]]}",
    "{\"rank\": 0, \"logical_count\": [[[1,2,3,4,5,6,7,8],[8,7,6,5,4,3,2,1],[1,0,0,0,0,0,1,9]],\n"
      + "[[1,2,3,4,5,6,7,8],[8,7,6,5,4,3,2,1],[1,0,0,0,0,0,1,9]]]}",
  ])
  static let routes = bytes([
    """
    {"type": "meta", "model_id": "m", "top_k": 2, "num_experts": 8}
    {"type": "route", "req_id": "r0", "token_idx": 0, "layer": 0, "topk_ids": [3, 1], "topk_weights": [0.5, 0.5]}
    {"type": "route", "req_id": "r0", "token_idx": 1, "layer": 2, "topk_ids": [7, 0], "topk_weights": [0.5, 0.5]}

    """
  ])
  static let maps = bytes([
    "{\"physical_to_logical_map\": [[0,1,2,3,4,5,6,7],[7,6,5,4,3,2,1,0]]}",
    """
    {"layline": "expert-placement/1", "expertCount": 8, "layerCount": 3, "target": {"slotsPerGPU": [2, 3, 2, 2]},
     "layers": [{"layer": 0, "physicalToLogical": [0,1,2,3,4,5,6,7,-1]},
                {"layer": 2, "physicalToLogical": [0,1,2,3,4,5,6,7,0]}]}

    """,
  ])
  static let calibrations: [[UInt8]] = ["default", "ideal"].compactMap {
    try? Array(CalibrationReference($0).contents())
  }
  static let plans: [[UInt8]] = [SmallInputs.model, SmallInputs.mixture].compactMap { model in
    try? Array(
      JSONText.encode(CheckedPlan.plan(model: model.get(), cluster: SmallInputs.cluster.get(), answering: true)).utf8)
  }
  static let workers = bytes([
    """
    model,pool,role,gpus,gpus_per_domain,requests_per_second,ttft_ms,tpot_ms,name
    m,h200,prefill,1,1,3.5,200,,p1
    m,h200,decode,2,2,4,,30,d2
    m,h200,mixed,2,1,2.25,250,35,"mixed, 2"

    """, "role,gpus,requests_per_second\nmixed,1,2\nmixed,4,9\n",
  ])
  static let clusterPlans: [[UInt8]] = workers.prefix(1).compactMap { table in
    try? Array(JSONText.encode(CheckedClusterPlan.plan(table: table)).utf8)
  }

  private static func shipped(_ name: String) -> [UInt8] { ShippedClusters.bytes(of: name) ?? [] }

  /// Each model of the catalogue as a configuration of its own.
  private static let catalogue: [[UInt8]] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    guard let data = try? Data(contentsOf: root.appending(path: "Sources/Models/Catalogue/models.json")),
      let models = try? JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
    else { return [] }
    return models.sorted { $0.key < $1.key }.compactMap { _, model in
      var model = model
      model["layline"] = nil
      return try? Array(JSONSerialization.data(withJSONObject: model, options: [.prettyPrinted, .sortedKeys]))
    }
  }()
}
