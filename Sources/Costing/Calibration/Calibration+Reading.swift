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
      "layline", "name", "description", "memory", "dispatch", "hottestGPU", "serving", "families", "inherits",
      "runtimes",
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
    dispatchCopies = try Self.choice(root.required("dispatch"), "copies")
    hottestGPU = try Self.choice(root.required("hottestGPU"), "distinctExperts")
    let serving = try root.required("serving")
    try serving.allowOnly(["startBurst", "overlapShare"])
    overlapShare = try Calibrated(serving.required("overlapShare"), range: 0...1)
    startBurst = try Calibrated(serving.required("startBurst"), range: 0...1)
    runtimes = try Self.runtimes(root.required("runtimes"))
    families = try Self.families(root.required("families"))
    inherited = try Self.inheritances(root.optional("inherits"), known: families)
  }

  private static func choice<T: RawRepresentable & CaseIterable>(
    _ node: InputNode, _ name: String
  ) throws -> T where T.RawValue == String {
    try node.allowOnly([name, "evidence"])
    return try node.required(name).choice(T.self)
  }

  private static func runtimes(_ node: InputNode) throws -> [String: RuntimeCalibration] {
    var result: [String: RuntimeCalibration] = [:]
    for (name, value) in try node.entries() { result[name] = try RuntimeCalibration(name: name, value) }
    guard result["any"] != nil else {
      throw node.fault("missing-key", expected: "\"any\", for runtimes that are not named")
    }
    return result
  }

  private static func families(_ node: InputNode) throws -> [String: FamilyCalibration] {
    var result: [String: FamilyCalibration] = [:]
    for (name, value) in try node.entries() { result[name] = try FamilyCalibration(family: name, value) }
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
