import Inputs
import Quantities

extension Calibration {
  static let formatVersion = "calibration/1"

  /// A calibration that ships with the product, by name.
  /// - Throws: `Diagnostic` "calibration-unknown".
  public static func shipped(_ name: String) throws -> Calibration { try CalibrationReference.shipped(name).read() }

  /// Reads the layout of `default.yaml`.
  public init(_ root: InputNode) throws {
    try root.allowOnly([
      "layline", "name", "description", "memory", "dispatch", "hottestGPU", "serving", "common", "families", "inherits",
      "runtimes", "fittedOn", ErrorRange.key,
    ])
    let version = try root.required("layline", expected: "\"\(Self.formatVersion)\"")
    guard try version.text() == Self.formatVersion else {
      throw version.fault("version-unknown", expected: "\"\(Self.formatVersion)\"")
    }
    name = try root.required("name").text()
    file = root.file
    let memory = try root.required("memory")
    try memory.allowOnly(["usableShare", "runtimeReserve", "activationBytesPerToken"])
    usableShare = try Calibrated(memory.required("usableShare"), range: 0.1...1)
    runtimeReserve = try Calibrated(memory.required("runtimeReserve"), range: 0...1e12)
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
      try value.allowOnly(["from", "evidence"])
      let from = try value.required("from")
      guard known[try from.text()] != nil else {
        throw from.fault("unknown-value", expected: "one of \(known.keys.sorted().joined(separator: ", "))")
      }
      result[name] = Inheritance(from: try from.text(), evidence: try value.required("evidence").text())
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
