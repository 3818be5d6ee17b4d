import Inputs
import Launching
import Plans

/// What `layline emit` writes files for.
enum LaunchTarget: String, CaseIterable {
  case sglang, vllm, trtllm, megatron
  case lws, dynamo, slurm, mpi

  /// The engine that the target is itself; `nil` for what starts an engine.
  var ownEngine: EngineRule? { EngineRule(rawValue: rawValue) }
}

extension EngineRule {
  /// - Parameter version: As the user wrote it; `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  func engine(version: String?) throws -> any Engine {
    switch self {
    case .sglang: try SGLang(version: version)
    case .vllm: try VLLM(version: version)
    case .trtllm: try TensorRTLLM(version: version)
    case .megatron: try Megatron(version: version)
    }
  }
}
