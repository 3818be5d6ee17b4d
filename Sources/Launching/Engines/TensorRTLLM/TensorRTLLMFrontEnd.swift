import Plans

/// What `trtllm-serve disaggregated` reads: the addresses of prefill ("context") and decode ("generation") workers.
struct TensorRTLLMFrontEnd {
  let files: [LaunchFile]

  /// - Parameters:
  ///   - deployment: With workers of both roles, or there is nothing to stand in front of.
  ///   - port: The usual one of a worker.
  init(_ deployment: Deployment, port: Int) {
    func addresses(_ role: WorkerRole) -> [String] {
      deployment.workers.filter { $0.role == role }.map { "\($0.nodes.first?.host ?? ""):\(port + $0.portOffset)" }
    }
    let (prefill, decode) = (addresses(.prefill), addresses(.decode))
    guard !prefill.isEmpty, !decode.isEmpty else {
      files = []
      return
    }
    func servers(_ name: String, _ addresses: [String]) -> [String] {
      ["\(name):", "  num_instances: \(addresses.count)", "  urls:"] + addresses.map { "    - \"\($0)\"" }
    }
    let lines =
      ["hostname: 0.0.0.0", "port: 8333", "backend: pytorch"] + servers("context_servers", prefill)
      + servers("generation_servers", decode)
    let script = """
      #!/bin/sh
      # Takes requests for all of these workers.
      set -eu
      folder=$(cd "$(dirname "$0")" && pwd)
      exec trtllm-serve disaggregated -c "$folder/disaggregated.yaml"

      """
    files = [
      LaunchFile(path: "disaggregated.sh", text: script, isExecutable: true),
      LaunchFile(path: "disaggregated.yaml", text: lines.joined(separator: "\n") + "\n"),
    ]
  }
}
