/// How the layers of a worker are divided between pipeline stages, in Megatron's words.
struct MegatronPipeline {
  /// Layers of each stage.
  let counts: [Int]
  /// Layers of multi-token prediction, which the last stage has.
  let draftLayers: Int

  /// "Et*16|t*15|t*15|t*15mL": E the embedding, t a decoder layer, m one of multi-token prediction, L the loss.
  var layout: String {
    counts.indices.map { index in
      let isFirst = index == 0
      let isLast = index == counts.count - 1
      return (isFirst ? "E" : "") + Self.repeated("t", counts[index])
        + (isLast ? Self.repeated("m", draftLayers) + "L" : "")
    }.joined(separator: "|")
  }

  /// Flags of a version.
  ///
  /// - Throws: `LayoutNotExpressible` for a split that the version has no flags for.
  func flags(for version: MegatronVersion, worker: String) throws -> [String] {
    guard counts.count > 1 else { return [] }
    if version.hasLayout(draftLayers: draftLayers) { return ["--pipeline-model-parallel-layout", layout] }
    if Set(counts).count == 1 { return [] }
    let middle = counts.dropFirst().dropLast()
    guard Set(middle).count <= 1, !counts.contains(0) else {
      throw LayoutNotExpressible(
        engine: "megatron \(version.release)", rule: .megatron, worker: worker,
        reasons: [
          "its stages have \(counts.map(String.init).joined(separator: ", ")) layers, and before 0.14.0 all but the first and the "
            + "last must have as many as each other"
        ])
    }
    return [
      "--decoder-first-pipeline-num-layers", String(counts[0]),
      "--decoder-last-pipeline-num-layers", String(counts[counts.count - 1]),
    ]
  }

  private static func repeated(_ letter: String, _ count: Int) -> String {
    count == 0 ? "" : count == 1 ? letter : "\(letter)*\(count)"
  }
}
