import Costing
import Models
import Quantities

/// One measured serving run: what ran, on what, under which traffic, and what was seen.
///
/// Predictions read everything here except `figures`.
public struct MeasuredRun: Sendable, Hashable {
  /// As the file names it; unique in a file.
  public var id: String
  /// The file that it was read from, and where in it: "serving.csv", "line 12".
  public var file: String
  /// Line or index in the file, for messages.
  public var place: String
  /// The model as the file names it: a catalogue name, a Hugging Face name or a path.
  public var model: String
  /// The accelerator as the file names it: "h200_sxm", "GB200".
  public var accelerator: String
  /// The serving runtime, "sglang", "vllm", "trtllm"; `nil` where the file does not say.
  public var runtime: String?
  /// Its version, as text.
  public var runtimeVersion: String?
  /// Stored weights of experts, and of all other matrices unless `denseFormat` says otherwise; `nil` keeps the
  /// checkpoint's.
  public var weightFormat: NumberFormat?
  /// Stored weights of everything but routed experts, where it differs from theirs: "FP8 attention + NVFP4 MoE".
  public var denseFormat: NumberFormat?
  /// Stored cache elements; `nil` is what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// Who does prefill and decode.
  public var deployment: Deployment
  /// What was asked of it.
  public var traffic: Traffic
  /// Multi-token prediction or a draft; `nil` without.
  public var speculation: Speculation?
  /// What the deployment was started with.
  public var scheduler: SchedulerSettings
  /// Whether two half batches overlap communication with computation.
  public var twoBatchOverlap: Bool
  /// Whether tokens were spread over experts evenly by force, as some published profiles are.
  public var expertsAreBalanced: Bool
  /// What was measured, by quantity, in base units.
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

  /// The same run without what was measured: all that a prediction may see.
  public var withoutFigures: MeasuredRun {
    var run = self
    run.figures = [:]
    return run
  }

  /// What the run is grouped by.
  public var labels: RunLabels {
    RunLabels(
      model: model, accelerator: accelerator, mode: ServingMode(deployment), runtime: runtime,
      runtimeVersion: runtimeVersion)
  }
}
