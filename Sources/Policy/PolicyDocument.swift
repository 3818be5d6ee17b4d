import Formats
import FoundationEssentials
import Plans

/// A policy: deployments with their limits.
public struct PolicyDocument {
  static let formatVersion = "policy/1"
  /// Deployments of a policy at most.
  static let mostDeployments = 256

  /// The path as the user wrote it, with the digest of the content.
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
  ///   - file: The path of the policy; files that the policy names are relative to its folder.
  /// - Throws: The errors of `init(contentsOf:)`.
  public init(parsing data: Data, file: String) throws {
    reference = PlanInputs.Reference(reference: file, sha256: Digest.of(data))
    let root = try InputDocument.parse(data, file: file)
    try root.allowOnly(["layline", "deployments"])
    let version = try root.required("layline", expected: "\"\(Self.formatVersion)\"")
    guard try version.text() == Self.formatVersion else {
      throw version.fault(
        .unsupportedVersion, expected: "\"\(Self.formatVersion)\", which is what this version reads")
    }
    let list = try root.required("deployments", expected: "a list of deployments")
    let items = try list.items()
    guard (1...Self.mostDeployments).contains(items.count) else {
      throw list.fault(.outOfRange, expected: "1 to \(Self.mostDeployments) deployments")
    }
    let folder = PolicyFolder(of: file)
    deployments = try items.map { DeploymentSource(node: try $0.withKeysOfFlags(), folder: folder) }
    try Self.checkNames(items)
  }

  private static func checkNames(_ items: [InputNode]) throws {
    var seen: Set<String> = []
    for item in items {
      let name = try item.required("name", expected: "a name that no other deployment has")
      let text = try name.name()
      guard seen.insert(text).inserted else {
        throw name.fault(.duplicateName, expected: "a name that no other deployment has")
      }
    }
  }
}

extension InputNode {
  /// What keys were called before they were named as the flags are.
  private static let olderKeys = ["output": "output-tokens", "prefix-cache-hit-rate": "prefix-cache-hit"]
  /// Flags whose values are limits here.
  private static let limits = ["tpot", "ttft", "gpus"]

  /// A deployment whose keys are as the flags of the commands; targets that stand beside its limits are put among them.
  /// - Throws: `Diagnostic` "duplicate-key" for a value that is given twice.
  fileprivate func withKeysOfFlags() throws -> InputNode {
    try entries().reduce(self) { deployment, entry in
      let name = Self.olderKeys[entry.key] ?? (Self.limits.contains(entry.key) ? "limits.\(entry.key)" : entry.key)
      guard name != entry.key else { return deployment }
      guard value(at: name) == nil else {
        throw entry.value.fault(.duplicateKey, expected: "one of \(entry.key) and \(name)")
      }
      return deployment.setting(entry.key, to: nil)?.setting(name, to: entry.value) ?? deployment
    }
  }
}

/// The folder of a policy, to which file names in it are relative.
struct PolicyFolder {
  /// The path as the user wrote it; empty for the working directory.
  let path: String

  /// - Parameter policy: The path of the policy's file.
  init(of policy: String) {
    path = policy.lastIndex(of: "/").map { String(policy[..<$0]) } ?? ""
  }

  /// The file or the name in a catalogue. An existing file is a file; a text that can only be a path is one too.
  func reference(_ text: String) -> String {
    let file = file(text)
    let isPath = InputDocument.isThere(file) || [".", "/"].contains { text.hasPrefix($0) }
    return isPath || [".json", ".yaml", ".yml", ".csv"].contains { text.hasSuffix($0) } ? file : text
  }

  /// A file, whether or not it is there.
  func file(_ text: String) -> String {
    guard !text.hasPrefix("/"), !path.isEmpty else { return Self.tidied(text) }
    return Self.tidied("\(path)/\(text)")
  }

  /// The path without "./" and "folder/..", since annotations use the names of the repository.
  private static func tidied(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}

/// The JSON Schema of policies, built into the product.
public enum PolicySchema {
  /// The text of the schema.
  public static var bytes: [UInt8] { PackageResources.policy_schema_json }
}
