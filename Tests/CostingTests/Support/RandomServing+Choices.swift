import Clusters
import Models
import Quantities
@testable import Costing

extension RandomServing {
  /// Accelerators of the catalogue that the default calibration knows.
  static let accelerators = Result {
    let calibration = try Calibration.shipped("default")
    return try AcceleratorCatalogue.accelerators().filter { accelerator in
      (try? calibration.figures(forFamily: accelerator.family)) != nil && accelerator.peakRates[.bfloat16] != nil
    }
  }

  private static let catalogue: [(name: String, format: NumberFormat?)] = [
    ("deepseek-ai/DeepSeek-V3", nil), ("openai/gpt-oss-120b", nil), ("Qwen/Qwen3-Next-80B-A3B-Instruct", .bfloat16),
    ("meta-llama/Llama-3.1-70B", .float8), ("deepseek-ai/DeepSeek-V4-Pro", nil),
  ]

  /// Two small models and five of the catalogue.
  static let models = Result {
    let small = [SmallModel.groupedAttention, SmallModel.latentAttention].map { mixer in
      SmallModel.model(layers: [SmallModel.layer(mixer), SmallModel.layer(mixer, .mixture(SmallModel.mixture()))])
    }
    return try small
      + catalogue.map { entry in
        let model = try ModelCatalogue.model(named: entry.name)
        return thinned(entry.format.map { model.withPrecision($0) } ?? model)
      }
  }

  /// One layer of each kind: what holds for them holds for their sum.
  private static func thinned(_ model: ModelArchitecture) -> ModelArchitecture {
    var seen: Set<LayerKind> = []
    let layers = model.layers.filter { seen.insert($0.kind).inserted }
    return ModelArchitecture(
      name: model.name, modelType: model.modelType, file: model.file, hiddenSize: model.hiddenSize,
      vocabularySize: model.vocabularySize, tiesEmbeddings: model.tiesEmbeddings, embedding: model.embedding,
      output: model.output, layers: layers.enumerated().map { Layer(index: $0, kind: $1.kind) },
      multiTokenPrediction: nil, quantization: model.quantization, cacheFormat: model.cacheFormat,
      maximumContext: model.maximumContext, publishedCheckpoint: nil)
  }

  /// The same with a better or a longer something.
  static let improvements: [(name: String, change: @Sendable (inout RandomServing) -> Void)] = [
    ("HBM bandwidth", { $0.accelerator = $0.accelerator.changed(memory: 1.3) }),
    ("FLOP/s", { $0.accelerator = $0.accelerator.changed(rates: 1.3) }),
    ("scale-up bandwidth", { $0.accelerator = $0.accelerator.changed(scaleUp: 1.3) }),
    ("scale-out bandwidth", { $0.scaleOut = 1.3 * $0.scaleOut }),
  ]

  static let growths: [(name: String, change: @Sendable (inout RandomServing) -> Void)] = [
    ("longer context", { $0.context *= 1.4 }), ("longer span", { $0.batch.promptSpan *= 1.4 }),
    ("more sequences", { $0.batch.sequences *= 1.4 }), ("more prompt tokens", { $0.batch.promptTokens *= 1.4 }),
  ]
}

extension Accelerator {
  /// The same accelerator with some figures multiplied.
  func changed(memory: Double = 1, rates: Double = 1, scaleUp factor: Double = 1) -> Accelerator {
    Accelerator(
      id: id, vendor: vendor, family: family, memory: self.memory, memoryBandwidth: memory * memoryBandwidth,
      peakRates: peakRates.mapValues { rates * $0 },
      scaleUp: ScaleUpLink(
        name: scaleUp.name, bandwidth: factor * scaleUp.bandwidth, bandwidthPerPeer: factor * scaleUp.bandwidthPerPeer,
        wiring: scaleUp.wiring, latency: scaleUp.latency),
      price: price, sources: sources, isPreliminary: isPreliminary, file: file)
  }
}
