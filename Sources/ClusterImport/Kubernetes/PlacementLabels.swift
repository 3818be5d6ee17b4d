import Inputs

/// Where a node stands, by the labels of Kubernetes, whoever put them there.
struct PlacementLabels {
  /// Ways of labelling the switches above a node: keys from the narrowest to the widest.
  private static let switches: [(scheme: String, keys: [String])] = [
    ("topograph 0.5", ["leaf", "spine", "core"].map { "network.topology.nvidia.com/\($0)" }),
    ("AWS", [3, 2, 1].map { "topology.k8s.aws/network-node-layer-\($0)" }),
    ("Google Cloud", ["subblock", "block"].map { "cloud.google.com/gce-topology-\($0)" }),
    ("Oracle Cloud", ["rack_id", "network_block_id"].map { "oci.oraclecloud.com/host.\($0)" }),
  ]
  private static let tiers = "fabric.topograph.run/tier-"
  private static let domains = [
    "nvidia.com/gpu.clique", "accelerator.topograph.run/domain", "network.topology.nvidia.com/accelerator",
    "topology.k8s.aws/ultraserver-id",
  ]
  private static let subdomain = "accelerator.topograph.run/sub-domain"

  let labels: [String: Stated<String>]
  /// Of the file, for the names of the ways.
  let file: String

  /// - Parameter node: The mapping of labels; `nil` where there is none.
  /// - Throws: `Diagnostic` "wrong-type" for a label that is no text.
  init(_ node: InputNode?, _ source: SourceFile) throws {
    var labels: [String: Stated<String>] = [:]
    for (key, value) in try node?.entries() ?? [] {
      labels[key] = Stated(try value.text(), source.origin(value.line))
    }
    self.labels = labels
    file = source.file
  }

  /// Writes what the labels say into the facts of a node.
  /// - Throws: `Diagnostic` "missing-label" where a level below a labelled one has no label.
  func place(_ node: inout NodeFacts) throws {
    node.paths += try paths()
    node.domains += Self.domains.compactMap { place($0, [$0]) }
    node.subdomains += [place(Self.subdomain, [Self.subdomain])].compactMap { $0 }
  }

  private func paths() throws -> [NodePlace] {
    for keys in Self.switches.map(\.keys) + [(0..<ImportLimits.levels).map({ "\(Self.tiers)\($0)" })] {
      let isLabelled = keys.map { labels[$0]?.value.isEmpty == false }
      guard let gap = isLabelled.firstIndex(of: false), let above = isLabelled.lastIndex(of: true), above > gap,
        let label = labels[keys[above]]
      else { continue }
      throw Diagnostic(
        id: "missing-label", file: label.origin.file, key: keys[gap], line: label.origin.line,
        found: "the label \(keys[above]) without \(keys[gap])", expected: "a label for every level below it")
    }
    let count = (0..<ImportLimits.levels).prefix { labels["\(Self.tiers)\($0)"] != nil }.count
    let tiers = place("topograph", (0..<count).map { "\(Self.tiers)\($0)" })
    return [tiers].compactMap { $0 } + Self.switches.compactMap { place($0.scheme, $0.keys) }
  }

  /// The labels of some keys that are there and not empty, as one place.
  private func place(_ scheme: String, _ keys: [String]) -> NodePlace? {
    let found = keys.compactMap { labels[$0] }.filter { !$0.value.isEmpty }
    guard let first = found.first else { return nil }
    return NodePlace(scheme: "\(scheme) labels of \(file)", names: found.map(\.value), origin: first.origin)
  }
}
