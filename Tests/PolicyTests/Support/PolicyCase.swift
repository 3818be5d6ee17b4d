import Foundation
import Optimization
import Plans
@testable import Policy

/// A policy in a folder of its own, with the files that it names.
struct PolicyCase {
  /// By name; the policy is "policy.yaml".
  var files: [String: String]

  /// - Parameters:
  ///   - policy: Its deployments, without the head of the file.
  ///   - files: What it names, by name.
  init(_ policy: String, files: [String: String] = [:]) {
    self.files = files
    self.files["policy.yaml"] = "layline: policy/1\ndeployments:\n" + policy
  }

  /// What a check comes to.
  func report() throws -> CheckReport {
    try inFolder { folder in
      try PolicyChecker(PolicyDocument(contentsOf: folder + "policy.yaml"), optimizer: GLPKOptimizer()).report()
    }
  }

  /// The only deployment.
  func deployment() throws -> CheckedDeployment { try report().deployments[0] }

  /// The same after a change was written where it says.
  /// - Returns: `nil` where it is in no file of the case.
  func applying(_ change: CheckedChange) throws -> PolicyCase? {
    guard let place = change.place, let value = change.replacement, let line = place.line else { return nil }
    let name = place.file.split(separator: "/").last.map(String.init) ?? ""
    guard let text = files[name] else { return nil }
    var lines = text.components(separatedBy: "\n")
    let key = Self.key(place.key)
    if let range = lines[line - 1].range(of: "\(key): *(\\[[^\\]]*\\]|[^,}#]*)", options: .regularExpression) {
      lines[line - 1].replaceSubrange(range, with: "\(key): \(value)")
    } else {
      let indent = lines[line - 1].prefix { $0 == " " || $0 == "-" }.count
      lines.insert(String(repeating: " ", count: indent) + "\(key): \(value)", at: line)
    }
    var changed = self
    changed.files[name] = lines.joined(separator: "\n")
    return changed
  }

  /// "limits.tpot" is written under "tpot"; "limits.tpot.limit" under "limit".
  private static func key(_ path: String) -> String { path.split(separator: ".").last.map(String.init) ?? path }

  private func inFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "layline-policy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try body(folder.path() + "/")
  }
}

/// Clusters of the tests.
enum ClusterText {
  /// - Parameters:
  ///   - nodes: Of 8 GPUs.
  ///   - accelerator: By name.
  static func nodes(_ nodes: Int, of accelerator: String = "H100-SXM5", more: String = "") -> String {
    """
    layline: cluster/1
    name: ours
    pools:
      - name: gpus
        accelerator: \(accelerator)
        racks: 1
        nodesPerRack: \(nodes)
        gpusPerNode: 8
        domain: node
        price: 2 USD/GPU/h
        tiers:
          - name: leaf
            spans: pool
            bandwidth: 50 GB/s
            latency: 3 us
            sources: {default: ours}
        sources: {default: ours}
    \(more)
    """
  }
}

extension CheckedDeployment {
  /// The rule of an identifier.
  func rule(_ id: String) -> CheckedRule? { rules.first { $0.id == id } }
}
