import ArgumentParser
import Inputs
import Plans

/// What experts are placed on. Each accessor throws a `Diagnostic` that names its flag.
struct PlacementTargetOptions: ParsableArguments {
  private static let most = 1 << 14

  @Option(parsing: .unconditional, help: "GPUs that share the experts: EP.")
  var gpus: String

  @Option(parsing: .unconditional, help: "GPUs of a scale-up domain; all of them by default.")
  var gpusPerDomain: String?

  @Option(parsing: .unconditional, help: "GPUs of a node, for --survive node.")
  var gpusPerNode: String?

  @Option(parsing: .unconditional, help: "Copies of experts beyond one of each, in every layer.")
  var redundant = "0"

  @Option(
    parsing: .unconditional,
    help: "Groups of neighbouring experts that must stay in one domain, for node-limited routing.")
  var groups: String?

  @Option(help: "Keep the copies of an expert in more than one node, or rack (scale-up domain).")
  var survive: String?

  @Option(
    parsing: .upToNextOption, help: "GPUs that are slower than the others, such as 3=0.8: GPU 3 at 0.8 of their speed.")
  var gpuSpeed: [String] = []

  @Option(parsing: .upToNextOption, help: "GPUs with other room than the others, such as 5=3: three experts on GPU 5.")
  var gpuSlots: [String] = []

  /// - Parameter expertCount: E.
  func target(expertCount: Int, effort: Double) throws -> PlacementTarget {
    let gpus = try count("--gpus", self.gpus, atLeast: 1) ?? 1
    let redundant = try count("--redundant", self.redundant, atLeast: 0) ?? 0
    let slots = (expertCount + redundant + gpus - 1) / gpus
    let ownSlots = try GPUValues("--gpu-slots", gpuSlots, gpus: gpus) { try $0.integer(atLeast: 1, atMost: Self.most) }
    let ownSpeeds = try GPUValues("--gpu-speed", gpuSpeed, gpus: gpus) { try $0.number(atLeast: 0.01, atMost: 100) }
    return PlacementTarget(
      gpus: gpus, gpusPerDomain: try count("--gpus-per-domain", gpusPerDomain, atLeast: 1) ?? gpus,
      gpusPerNode: try count("--gpus-per-node", gpusPerNode, atLeast: 1), redundant: redundant,
      slotsPerGPU: ownSlots.list(else: slots), speeds: gpuSpeed.isEmpty ? nil : ownSpeeds.list(else: 1),
      survive: try FlagValue.node("--survive", survive)?.choice(PlacementTarget.Loss.self),
      groups: try count("--groups", groups, atLeast: 1) ?? 1, effort: effort)
  }

  private func count(_ flag: String, _ text: String?, atLeast least: Int) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: least, atMost: Self.most)
  }
}
