import Formats

/// A version of an engine or a launcher: "0.5.23".
public struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]
  /// The version as written.
  public let description: String

  /// Three numbers with dots between them.
  init(_ major: Int, _ minor: Int, _ patch: Int) {
    numbers = [major, minor, patch]
    description = "\(major).\(minor).\(patch)"
  }

  public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }

  /// Looks up a version by name. Unknown versions are refused, since their options are unknown.
  /// - Parameters:
  ///   - text: The version as the user wrote it; `nil` is the newest.
  ///   - known: The known versions, ascending.
  ///   - subject: The name of the engine for the message: "SGLang".
  ///   - flag: The flag of the version.
  /// - Throws: `Diagnostic` "unknown-version", which lists the known ones.
  static func version(
    _ text: String?, known: [ReleaseVersion], of subject: String, flag: String = "--engine-version"
  ) throws -> ReleaseVersion {
    guard let text else { return known[known.count - 1] }
    guard let version = known.first(where: { $0.description == text }) else {
      throw Diagnostic(
        id: .unknownVersion, file: flag, found: "\"\(text)\" of \(subject)",
        expected: "one of \(known.map(\.description).joined(separator: ", "))",
        advice: "flags differ between versions, and these are the ones whose flags are known")
    }
    return version
  }
}

/// A machine and the GPUs of it that one worker takes, in the order of their ranks.
public struct LaunchedNode: Sendable, Hashable {
  /// The host name of the cluster's file, else the place: "gb200-rack0-node3".
  public let host: String
  /// Whether the cluster's file gives the name.
  public let isNamed: Bool
  /// Indices in the machine.
  public let gpus: [Int]
  /// GPUs that the machine has, used or not.
  public let gpuCount: Int

  /// Whether an engine has to be told which GPUs to take.
  public var isShared: Bool { gpus != Array(0..<gpuCount) }
}

/// One pipeline stage of a worker. The ranks of a stage are consecutive, and so are stages.
///
/// Rank r of a stage is tensor-parallel rank r mod TP of data-parallel group r / TP, and holds the experts of expert rank
/// r / expert TP.
public struct LaunchedStage: Sendable, Hashable {
  /// The layers that it holds.
  public var layers: Range<Int>
  /// TP of attention.
  public var tensorParallel: Int
  /// Attention DP.
  public var dataParallel: Int
  /// EP.
  public var expertParallel: Int
  /// Copies of experts beyond one of each, in the layers that have most.
  public var redundantExperts: Int

  public init(
    layers: Range<Int>, tensorParallel: Int, dataParallel: Int, expertParallel: Int, redundantExperts: Int
  ) {
    self.layers = layers
    self.tensorParallel = tensorParallel
    self.dataParallel = dataParallel
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
  }

  /// GPUs of the stage.
  public var gpus: Int { tensorParallel * dataParallel }
  /// Ranks that share one expert's matrices.
  public var expertTensorParallel: Int { gpus / expertParallel }
}
