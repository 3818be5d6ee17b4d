import Formats

/// A version of an engine or of what starts one: "0.5.23".
public struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]
  /// As it is written.
  public let description: String

  /// Three numbers with dots between them.
  init(_ major: Int, _ minor: Int, _ patch: Int) {
    numbers = [major, minor, patch]
    description = "\(major).\(minor).\(patch)"
  }

  /// By number.
  public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }

  /// The version of a name. What an unknown one takes is not known either.
  /// - Parameters:
  ///   - text: As the user wrote it; `nil` takes the newest.
  ///   - known: Ascending.
  ///   - subject: "SGLang", for the message.
  ///   - flag: That it was given with.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  static func version(
    _ text: String?, known: [ReleaseVersion], of subject: String, flag: String = "--engine-version"
  ) throws -> ReleaseVersion {
    guard let text else { return known[known.count - 1] }
    guard let version = known.first(where: { $0.description == text }) else {
      throw Diagnostic(
        id: "unknown-version", file: flag, found: "\"\(text)\" of \(subject)",
        expected: "one of \(known.map(\.description).joined(separator: ", "))",
        advice: "flags differ between versions, and these are the ones whose flags are known")
    }
    return version
  }
}

/// A machine and the GPUs of it that one worker takes, in the order of their ranks.
public struct LaunchedNode: Sendable, Hashable {
  /// Its name where the cluster's file gives one, else its place: "gb200-rack0-node3".
  public let host: String
  /// Whether the cluster's file gives the name.
  public let isNamed: Bool
  /// Indices in the machine.
  public let gpus: [Int]
  /// GPUs that the machine has, used or not.
  public let gpuCount: Int

  public init(host: String, isNamed: Bool, gpus: [Int], gpuCount: Int) {
    self.host = host
    self.isNamed = isNamed
    self.gpus = gpus
    self.gpuCount = gpuCount
  }

  /// Whether an engine has to be told which GPUs to take.
  public var isShared: Bool { gpus != Array(0..<gpuCount) }
}

/// One pipeline stage of a worker. Ranks of a stage follow each other, and so do stages.
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
