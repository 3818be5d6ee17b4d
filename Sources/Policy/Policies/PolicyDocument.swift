import Foundation
import Inputs
import Plans

/// A policy: deployments, and what they must keep.
public struct PolicyDocument {
  static let formatVersion = "policy/1"
  /// Deployments of a policy at most.
  static let mostDeployments = 256

  /// The path as the user wrote it, and a digest of what was read.
  public let reference: PlanInputs.Reference
  let deployments: [DeploymentSource]

  /// Reads a policy; the inputs that it names are not looked at.
  /// - Parameter path: YAML, or JSON of the same shape.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// Reads the text of a policy.
  /// - Parameters:
  ///   - data: The text.
  ///   - file: Its path: what the policy names is looked for in its folder.
  /// - Throws: As `init(contentsOf:)`.
  public init(parsing data: Data, file: String) throws {
    reference = PlanInputs.Reference(reference: file, sha256: Digest.of(data))
    let root = try InputDocument.parse(data, file: file)
    try root.allowOnly(["layline", "deployments"])
    let version = try root.required("layline", expected: "\"\(Self.formatVersion)\"")
    guard try version.text() == Self.formatVersion else {
      throw version.fault(
        "unsupported-version", expected: "\"\(Self.formatVersion)\", which is what this version reads")
    }
    let list = try root.required("deployments", expected: "a list of deployments")
    let items = try list.items()
    guard (1...Self.mostDeployments).contains(items.count) else {
      throw list.fault("out-of-range", expected: "1 to \(Self.mostDeployments) deployments")
    }
    let folder = PolicyFolder(of: file)
    deployments = items.map { DeploymentSource(node: $0, folder: folder) }
    try Self.checkNames(items)
  }

  private static func checkNames(_ items: [InputNode]) throws {
    var seen: Set<String> = []
    for item in items {
      let name = try item.required("name", expected: "a name that no other deployment has")
      let text = try name.text()
      guard !text.isEmpty, text.count <= 60, !text.contains(where: \.isNewline) else {
        throw name.fault("out-of-range", expected: "a name of 1 to 60 letters on one line")
      }
      guard seen.insert(text).inserted else {
        throw name.fault("duplicate-name", expected: "a name that no other deployment has")
      }
    }
  }
}
