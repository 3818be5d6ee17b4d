import Inputs
import Quantities

/// Achieved efficiencies and overheads: what turns peak rooflines into predictions.
public struct Calibration: Sendable, Hashable {
  /// Copies of a token that an all-to-all sends.
  public enum DispatchCopies: String, Sendable, Hashable, CaseIterable {
    /// One for each chosen expert, wherever it is (low-latency kernels).
    case perExpert
    /// One for each distinct GPU in the sender's domain and one for each other domain, forwarded there.
    case deduplicated
  }

  /// How many experts the GPU that is waited for reads.
  public enum HottestGPU: String, Sendable, Hashable, CaseIterable {
    /// As many as the average GPU.
    case mean
    /// The expected maximum over the GPUs.
    case expectedMaximum
  }

  /// "default", "ideal", or what the user's file says.
  public let name: String
  /// File or catalogue name, for sources.
  public let file: String
  let usableShare: Calibrated<Scalar>
  let runtimeReserve: Calibrated<Information>
  let activationBytesPerToken: Calibrated<Scalar>
  let dispatchCopies: DispatchCopies
  /// The same where prompts are on their way: kernels for many tokens send fewer copies.
  let promptCopies: DispatchCopies
  let hottestGPU: HottestGPU
  /// Share of the prompts of a crowd that prefill workers take alone, not together with others.
  let singlePrompts: Calibrated<Scalar>
  /// Share of the shorter of computing and communicating that two overlapping half batches hide.
  let overlapShare: Calibrated<Scalar>
  /// The same in steps with prompts, whose kernels for exchanges take processors from the products.
  let promptOverlapShare: Calibrated<Scalar>
  let errors: [ErrorRange.Subject: [ErrorRange.Deployment: ErrorRange]]
  let families: [String: FamilyCalibration]
  let runtimes: [String: RuntimeCalibration]
  let inherited: [String: Inheritance]

  /// A family without figures of its own takes another's.
  public struct Inheritance: Sendable, Hashable {
    /// The family whose figures are taken.
    public let from: String
    /// Why, or what is missing.
    public let evidence: String
  }

  /// The figures for an accelerator family, and from which family they were taken if not its own.
  /// - Throws: `Diagnostic` "calibration-missing" where neither exists: an efficiency is never guessed.
  public func figures(forFamily family: String) throws -> (figures: FamilyCalibration, inherited: Inheritance?) {
    if let own = families[family] ?? families["any"] { return (own, nil) }
    if let inheritance = inherited[family], let figures = families[inheritance.from] { return (figures, inheritance) }
    throw Diagnostic(
      id: "calibration-missing", file: file, key: "families.\(family)", found: "no figures for this family",
      expected: "one of \(families.keys.sorted().joined(separator: ", "))",
      advice: "add the family, or let it inherit from one that is alike")
  }

  /// How far predictions of a kind of deployment have been off; `nil` where the calibration does not say.
  public func errorRange(of subject: ErrorRange.Subject, _ deployment: ErrorRange.Deployment) -> ErrorRange? {
    errors[subject]?[deployment]
  }

  /// Whether a serving runtime has figures of its own.
  public func knowsRuntime(_ runtime: String) -> Bool { runtimes[runtime] != nil }

  /// The figures for a serving runtime; those of "any" where none is named.
  /// - Throws: `Diagnostic` "runtime-unknown" for a runtime without figures: an overhead is never guessed.
  public func figures(forRuntime runtime: String?) throws -> RuntimeCalibration {
    if let figures = runtimes[runtime ?? "any"] { return figures }
    throw Diagnostic(
      id: "runtime-unknown", file: file, key: "runtimes.\(runtime ?? "any")", found: "no figures for this runtime",
      expected: "one of \(runtimes.keys.sorted().joined(separator: ", "))",
      advice: "take \"any\", or add the runtime to a calibration")
  }
}
