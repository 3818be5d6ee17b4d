/// What a worker does for a request.
public enum WorkerRole: String, Sendable, Hashable, CaseIterable, Codable {
  /// Its prompt, whose cache is then handed to a worker for decode.
  case prefill
  /// All tokens after the first.
  case decode
  /// Both.
  case mixed
}
