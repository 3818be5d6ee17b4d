/// Who does prefill and who does decode.
public enum Deployment: Sendable, Hashable {
  /// Every worker does both; prefill chunks and decode share its steps.
  case aggregated(WorkerGroup)
  /// Prefill workers hand their KV cache to decode workers.
  case disaggregated(prefill: WorkerGroup, decode: WorkerGroup)
  /// Prefill alone, as a published figure of it.
  case prefillOnly(WorkerGroup)
  /// Decode alone, at the batch that the traffic names.
  case decodeOnly(WorkerGroup)

  /// GPUs of all workers.
  public var gpus: Int {
    switch self {
    case .aggregated(let group), .prefillOnly(let group), .decodeOnly(let group): group.gpus
    case .disaggregated(let prefill, let decode): prefill.gpus + decode.gpus
    }
  }
}
