import ArgumentParser
import Inputs
import Interchange
import Planning
import Plans

/// What is known of the way of tokens. Each accessor throws a `Diagnostic` that names its flag, or the file at fault.
struct NetworkOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: """
      Files with the experts of each token, JSON lines or NPZ: place with regard to the network between domains. Take the place \
      of --expert-load where that is not given.
      """, completion: .file(extensions: ["jsonl", "npz", "npy"]))
  var routes: [String] = []

  @Option(
    parsing: .unconditional,
    help: """
      What the network costs, instead of --model and --cluster: time of a domain's NICs for a token that enters it, over \
      the time of a token's experts if all GPUs shared them evenly.
      """)
  var nicCost: String?

  /// `nil` where there are none.
  /// - Parameter context: What arrays leave unsaid.
  func recorded(in context: () throws -> LoadContext) throws -> RecordedRoutes? {
    guard !routes.isEmpty else {
      guard nicCost == nil else {
        throw Diagnostic(
          id: "flags-conflict", file: "command line", found: "--nic-cost without --routes",
          expected: "both: loads alone do not say which domains a token reaches")
      }
      return nil
    }
    let reader = TokenRouteReader(context: try context())
    return try RecordedRoutes(
      routes.map { path in
        let data = try InputDocument.bytes(ofFile: path)
        let recording = try reader.recording(data, file: path)
        for note in recording.notes { Warning.print(path, note) }
        return RecordedRoutes.Recording(
          reference: .init(reference: path, sha256: Digest.of(data)), layers: recording.layers)
      })
  }

  /// - Parameter predictor: Of the model and cluster, where given.
  func request(
    _ routes: RecordedRoutes, on target: PlacementTarget, predictor: PlacementPredictor?
  ) throws -> NetworkRequest {
    guard let ratio = try FlagValue.node("--nic-cost", nicCost)?.number(atLeast: 0, atMost: 1e6) else {
      guard let predictor else {
        throw Diagnostic(
          id: "flags-conflict", file: "command line", found: "--routes alone",
          expected: "--model and --cluster, or --nic-cost: what the network costs against computing")
      }
      return try predictor.network(routes, on: target)
    }
    guard predictor == nil else {
      throw Diagnostic(
        id: "flags-conflict", file: "command line", found: "--nic-cost with --model and --cluster",
        expected: "one of them: these say what the network costs")
    }
    return NetworkRequest(routes: routes, pricing: .nicCost(ratio))
  }
}
