import ArgumentParser
import Inputs
import Interchange
import Planning
import Plans
import Quantities

/// What runs now and what may be moved. Each accessor throws a `Diagnostic` that names its flag.
struct CurrentPlacementOptions: ParsableArguments {
  @Option(
    help: "The placement that runs, as --output writes it for layline or sglang: move from there.",
    completion: .jsonFiles)
  var current: String?

  @Option(parsing: .unconditional, help: "Most bytes of experts to move, such as \"20 GB\"; any number by default.")
  var moveBudget: String?

  @Option(parsing: .unconditional, help: "Size of one expert in one layer, such as \"44 MB\".")
  var expertBytes: String?

  @Option(parsing: .unconditional, help: "Bandwidth of a GPU one way while experts move, such as \"50 GB/s\".")
  var moveBandwidth: String?

  func validate() throws {
    guard current == nil else { return }
    for (flag, value) in [
      ("--move-budget", moveBudget), ("--expert-bytes", expertBytes), ("--move-bandwidth", moveBandwidth),
    ] where value != nil {
      throw ValidationError("\(flag) is of moves from the placement of --current")
    }
  }

  /// `nil` where nothing runs.
  func placement(expertCount: Int, rankCount: Int) throws -> CurrentPlacement? {
    guard let current else { return nil }
    guard let bytes = try FlagValue.node("--expert-bytes", expertBytes)?.quantity(Bytes.self) else {
      throw Diagnostic(
        id: "flags-conflict", file: "--current", found: "no --expert-bytes beside it",
        expected: "the size of an expert, such as --expert-bytes \"44 MB\"")
    }
    let data = try InputDocument.bytes(ofFile: current)
    let locations = try ExpertMapReader(expertCount: expertCount, rankCount: rankCount).read(data, file: current)
    return CurrentPlacement(
      reference: .init(reference: current, sha256: Digest.of(data)), maps: locations.layers,
      bytesPerExpert: bytes.value,
      budgetBytes: try FlagValue.node("--move-budget", moveBudget)?.quantity(Bytes.self, allowZero: true).value,
      bandwidth: try FlagValue.node("--move-bandwidth", moveBandwidth)?.quantity(Bandwidth.self).value)
  }
}
