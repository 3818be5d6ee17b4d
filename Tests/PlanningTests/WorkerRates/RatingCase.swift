import Clusters
import Costing
import Models
import Planning
import Plans
import Quantities

/// What workers are rated for, by names.
struct RatingCase: Sendable {
  var model = "deepseek-ai/DeepSeek-V3"
  var cluster = "gb200-nvl72-1-rack"
  var input = 4000.0
  var output = 1000.0
  var hits = 0.0
  var first: Double? = 2
  var token: Double? = 0.03
  var calibration = "default"
  var runtime: String?

  func request() throws -> WorkerRatingRequest {
    WorkerRatingRequest(
      model: try ModelArchitecture(reference: model), cluster: try ClusterReference(cluster).read(),
      traffic: Traffic(
        inputTokens: input, outputTokens: output, prefixCacheHitRate: hits, load: .requestsPerSecond(1)),
      targets: ServiceTargets(
        timeToFirstToken: first.map { Seconds($0) }, timePerOutputToken: token.map { Seconds($0) }),
      runtime: runtime, calibration: try CalibrationReference(calibration).read())
  }

  func rates() throws -> WorkerRates { try WorkerRater(request()).rates() }
}

extension WorkerRatingRequest {
  /// A few GPUs and a model of a few layers.
  static func tiny(
    _ kinds: [LayerKind], _ cluster: TinyCluster, first: Double?, token: Double?, calibration: String = "default",
    hits: Double = 0, speculation: Speculation? = nil, runtime: String? = nil, output: Double = 200
  ) throws -> WorkerRatingRequest {
    WorkerRatingRequest(
      model: TinyModel.model(layers: kinds), cluster: try cluster.cluster(),
      traffic: Traffic(
        inputTokens: 900, outputTokens: output, prefixCacheHitRate: hits, load: .requestsPerSecond(1)),
      targets: ServiceTargets(
        timeToFirstToken: first.map { Seconds($0) }, timePerOutputToken: token.map { Seconds($0) }),
      speculation: speculation, runtime: runtime, calibration: try CalibrationReference(calibration).read())
  }
}
