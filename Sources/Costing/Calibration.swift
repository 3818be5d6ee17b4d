import Formats
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
  /// Share of the HBM that the reserve never passes: runtimes work in smaller pieces on smaller cards; `nil` for no limit.
  let mostReserveShare: Calibrated<Scalar>?
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
  private(set) var families: [String: FamilyCalibration]
  private(set) var runtimes: [String: RuntimeCalibration]
  let inherited: [String: Inheritance]

  /// A family without figures of its own takes another's.
  public struct Inheritance: Sendable, Hashable {
    /// The family whose figures are taken.
    public let from: String
    /// Why, or what is missing.
    public let evidence: String
    /// How far times per output token may be off, where that is not as for others that take another family's figures.
    public var errors: ErrorRange?
  }

  /// The figures for an accelerator family, and from which family they were taken if not its own.
  /// - Throws: `Diagnostic` "missing-calibration" where neither exists: an efficiency is never guessed.
  public func figures(forFamily family: String) throws -> (figures: FamilyCalibration, inherited: Inheritance?) {
    if let own = families[family] ?? families["any"] { return (own, nil) }
    if let inheritance = inherited[family], let figures = families[inheritance.from] { return (figures, inheritance) }
    throw Diagnostic(
      id: .missingCalibration, file: file, key: "families.\(family)", found: "no figures for this family",
      expected: "one of \(families.keys.sorted().joined(separator: ", "))",
      advice: "add the family, or let it inherit from one that is alike")
  }

  /// Whether another calibration has the same figures for a family and a runtime, whatever it has for others.
  public func agrees(with other: Calibration, onFamily family: String, runtime: String?) -> Bool {
    guard let own = try? figures(forFamily: family), let others = try? other.figures(forFamily: family),
      let runs = try? figures(forRuntime: runtime), let otherRuns = try? other.figures(forRuntime: runtime)
    else { return false }
    return own.figures == others.figures && own.inherited == others.inherited && runs == otherRuns
      && withoutParts == other.withoutParts
  }

  /// What holds for all families and runtimes.
  private var withoutParts: Calibration {
    var rest = self
    (rest.families, rest.runtimes) = ([:], [:])
    return rest
  }

  /// How far predictions of a kind of deployment have been off; `nil` where the calibration does not say.
  public func errorRange(of subject: ErrorRange.Subject, _ deployment: ErrorRange.Deployment) -> ErrorRange? {
    errors[subject]?[deployment]
  }

  /// Whether a serving runtime has figures of its own.
  public func knowsRuntime(_ runtime: String) -> Bool { runtimes[runtime] != nil }

  /// The figures for a serving runtime; those of "any" where none is named.
  /// - Throws: `Diagnostic` "unknown-runtime" for a runtime without figures: an overhead is never guessed.
  public func figures(forRuntime runtime: String?) throws -> RuntimeCalibration {
    if let figures = runtimes[runtime ?? "any"] { return figures }
    throw Diagnostic(
      id: .unknownRuntime, file: file, key: "runtimes.\(runtime ?? "any")", found: "no figures for this runtime",
      expected: "one of \(runtimes.keys.sorted().joined(separator: ", "))",
      advice: "take \"any\", or add the runtime to a calibration")
  }
}

extension Calibration {
  static let formatVersion = "calibration/1"

  /// A calibration that ships with the product, by name.
  /// - Throws: `Diagnostic` "unknown-calibration".
  public static func shipped(_ name: String) throws -> Calibration { try CalibrationReference.shipped(name).read() }

  /// Reads the layout of `default.yaml`.
  public init(_ root: InputNode) throws {
    try root.allowOnly([
      "layline", "name", "description", "memory", "dispatch", "hottestGPU", "serving", "common", "families", "inherits",
      "runtimes", "fittedOn", ErrorRange.key,
    ])
    let version = try root.required("layline", expected: "\"\(Self.formatVersion)\"")
    guard try version.text() == Self.formatVersion else {
      throw version.fault(.unsupportedVersion, expected: "\"\(Self.formatVersion)\"")
    }
    name = try root.required("name").name()
    file = root.file
    let memory = try root.required("memory")
    try memory.allowOnly(["usableShare", "runtimeReserve", "mostReserveShare", "activationBytesPerToken"])
    usableShare = try Calibrated(memory.required("usableShare"), range: 0.1...1)
    runtimeReserve = try Calibrated(memory.required("runtimeReserve"), range: 0...1e12)
    mostReserveShare = try memory.optional("mostReserveShare").map { try Calibrated($0, range: 0.01...1) }
    activationBytesPerToken = try Calibrated(memory.required("activationBytesPerToken"), range: 0...10_000)
    let dispatch = try root.required("dispatch")
    try dispatch.allowOnly(["copies", "promptCopies", "evidence"])
    dispatchCopies = try dispatch.required("copies").choice(DispatchCopies.self)
    promptCopies = try dispatch.required("promptCopies").choice(DispatchCopies.self)
    let hottest = try root.required("hottestGPU")
    try hottest.allowOnly(["distinctExperts", "evidence"])
    hottestGPU = try hottest.required("distinctExperts").choice(HottestGPU.self)
    let serving = try root.required("serving")
    try serving.allowOnly(["singlePrompts", "overlapShare", "promptOverlapShare"])
    overlapShare = try Calibrated(serving.required("overlapShare"), range: 0...1)
    promptOverlapShare = try Calibrated(serving.required("promptOverlapShare"), range: 0...1)
    singlePrompts = try Calibrated(serving.required("singlePrompts"), range: 0...1)
    errors = try ErrorRange.ranges(root.optional(ErrorRange.key))
    runtimes = try Self.runtimes(root.required("runtimes"))
    families = try Self.families(root.required("families"), common: root.optional("common"))
    inherited = try Self.inheritances(root.optional("inherits"), known: families)
  }

  private static func runtimes(_ node: InputNode) throws -> [String: RuntimeCalibration] {
    var result: [String: RuntimeCalibration] = [:]
    let any = try node.required("any", expected: "figures for runtimes that are not named")
    for (name, value) in try node.entries() {
      result[name] = try RuntimeCalibration(name: name, value.completed(with: any))
    }
    return result
  }

  private static func families(_ node: InputNode, common: InputNode?) throws -> [String: FamilyCalibration] {
    var result: [String: FamilyCalibration] = [:]
    for (name, value) in try node.entries() {
      result[name] = try FamilyCalibration(family: name, common.map { value.completed(with: $0) } ?? value)
    }
    return result
  }

  private static func inheritances(
    _ node: InputNode?, known: [String: FamilyCalibration]
  ) throws -> [String: Inheritance] {
    var result: [String: Inheritance] = [:]
    for (name, value) in try node?.entries() ?? [] {
      try value.allowOnly(["from", "evidence", ErrorRange.key])
      let from = try value.required("from")
      guard known[try from.text()] != nil else {
        throw from.fault(.unknownValue, expected: "one of \(known.keys.sorted().joined(separator: ", "))")
      }
      result[name] = Inheritance(
        from: try from.text(), evidence: try value.required("evidence").text(),
        errors: try value.optional(ErrorRange.key).map { try ErrorRange($0) })
    }
    return result
  }
}

extension InputNode {
  /// The same document with what it leaves out taken from another one; a figure with its evidence is taken whole.
  fileprivate func completed(with other: InputNode) -> InputNode {
    guard case .mapping(let own) = content, case .mapping(let others) = other.content else { return self }
    guard !own.contains(where: { $0.key == "value" }) else { return self }
    var entries = own.map { entry in
      (
        key: entry.key,
        value: others.first { $0.key == entry.key }.map { entry.value.completed(with: $0.value) } ?? entry.value
      )
    }
    entries += others.filter { candidate in !own.contains { $0.key == candidate.key } }.map { ($0.key, $0.value) }
    return InputNode(file: file, key: key, line: line, content: .mapping(entries))
  }
}
