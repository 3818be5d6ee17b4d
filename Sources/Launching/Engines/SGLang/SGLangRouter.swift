import Plans

/// SGLang's router in front of prefill and decode workers, and one in front of workers that do both.
struct SGLangRouter {
  let files: [LaunchFile]

  init(_ deployment: Deployment) {
    func addresses(_ role: WorkerRole) -> [[String]] {
      deployment.workers.filter { $0.role == role }.map { worker in
        let url = "http://\(worker.nodes.first?.host ?? ""):\(SGLang.port + worker.portOffset)"
        return role == .prefill ? [url, "\(SGLang.bootstrapPort + worker.portOffset)"] : [url]
      }
    }
    let (prefill, decode, mixed) = (addresses(.prefill), addresses(.decode), addresses(.mixed))
    var files: [LaunchFile] = []
    if !prefill.isEmpty, !decode.isEmpty {
      let words = prefill.flatMap { ["--prefill"] + $0 } + decode.flatMap { ["--decode"] + $0 }
      files.append(Self.file("router.sh", port: 8000, ["--pd-disaggregation"] + words))
    }
    if mixed.count > 1 || (!mixed.isEmpty && !prefill.isEmpty) {
      let name = prefill.isEmpty ? "router.sh" : "router-mixed.sh"
      files.append(Self.file(name, port: prefill.isEmpty ? 8000 : 8001, ["--worker-urls"] + mixed.joined()))
    }
    self.files = files
  }

  private static func file(_ path: String, port: Int, _ words: [String]) -> LaunchFile {
    let command = ["exec", "python3", "-m", "sglang_router.launch_router", "--host", "0.0.0.0", "--port", "\(port)"]
    let context = CommandContext(leader: .text(""), nodeRank: .text("0"))
    let text = ShellText.command((command + words).map { .text($0) }, in: context)
    return LaunchFile(
      path: path, text: "#!/bin/sh\n# Takes requests for all of these workers.\nset -eu\n\(text)\n", isExecutable: true)
  }
}
