import Costing
import Models
import Quantities

/// One measured serving run: model, hardware, deployment, traffic and measurements.
///
/// Predictions use everything here except `figures`.
public struct MeasuredRun: Sendable, Hashable {
  /// The identifier in its file, where it is unique.
  public var id: String
  /// The file that it was read from, and where in it: "serving.csv", "line 12".
  public var file: String
  /// Line or index in the file, for messages.
  public var place: String
  /// The model as the file names it: a catalogue name, a Hugging Face name or a path.
  public var model: String
  /// The accelerator as the file names it: "h200_sxm", "GB200".
  public var accelerator: String
  /// The serving runtime, "sglang", "vllm", "trtllm"; `nil` where the file does not state it.
  public var runtime: String?
  /// The version of the runtime, as text.
  public var runtimeVersion: String?
  /// The format of experts' weights, and of all other matrices unless `denseFormat` is given; `nil` keeps the
  /// checkpoint's.
  public var weightFormat: NumberFormat?
  /// Stored weights of everything but routed experts, where it differs from theirs: "FP8 attention + NVFP4 MoE".
  public var denseFormat: NumberFormat?
  /// The format of cache elements; `nil` is that of the checkpoint, else bf16.
  public var cacheFormat: NumberFormat?
  /// The workers of prefill and decode.
  public var deployment: Deployment
  /// The traffic of the run.
  public var traffic: Traffic
  /// Multi-token prediction or a draft; `nil` without.
  public var speculation: Speculation?
  /// The scheduler settings of the runtime.
  public var scheduler: SchedulerSettings
  /// Whether two half batches overlap communication with computation.
  public var twoBatchOverlap: Bool
  /// Whether tokens were spread over experts evenly by force, as some published profiles are.
  public var expertsAreBalanced: Bool
  /// The measured values by quantity, in base units.
  public var figures: [MeasuredQuantity: Double]

  public init(
    id: String, file: String, place: String, model: String, accelerator: String, runtime: String? = nil,
    runtimeVersion: String? = nil, weightFormat: NumberFormat? = nil, denseFormat: NumberFormat? = nil,
    cacheFormat: NumberFormat? = nil, deployment: Deployment, traffic: Traffic, speculation: Speculation? = nil,
    scheduler: SchedulerSettings = SchedulerSettings(), twoBatchOverlap: Bool = false, expertsAreBalanced: Bool = false,
    figures: [MeasuredQuantity: Double]
  ) {
    self.id = id
    self.file = file
    self.place = place
    self.model = model
    self.accelerator = accelerator
    self.runtime = runtime
    self.runtimeVersion = runtimeVersion
    self.weightFormat = weightFormat
    self.denseFormat = denseFormat
    self.cacheFormat = cacheFormat
    self.deployment = deployment
    self.traffic = traffic
    self.speculation = speculation
    self.scheduler = scheduler
    self.twoBatchOverlap = twoBatchOverlap
    self.expertsAreBalanced = expertsAreBalanced
    self.figures = figures
  }

  /// The run without its measurements, as predictions see it.
  public var withoutFigures: MeasuredRun {
    var run = self
    run.figures = [:]
    return run
  }

  /// The properties by which the run is grouped.
  public var labels: RunLabels {
    RunLabels(
      model: model, accelerator: accelerator, mode: ServingMode(deployment), runtime: runtime,
      runtimeVersion: runtimeVersion)
  }
}
