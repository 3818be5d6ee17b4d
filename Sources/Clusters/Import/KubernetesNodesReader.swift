import Formats
import FoundationEssentials

/// Reads the output of `kubectl get nodes -o json`: GPUs, places and taints.
struct KubernetesNodesReader {
  private static let resources = ["nvidia.com/gpu", "amd.com/gpu"]
  private static let products = ["nvidia.com/gpu.product", "amd.com/gpu.product-name"]
  /// Taints that every GPU node may have, or that repeat `unschedulable`.
  private static let harmlessTaints: Set<String> = [
    "nvidia.com/gpu", "amd.com/gpu", "node.kubernetes.io/unschedulable",
  ]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file, line and key.
  func facts() throws -> SourceFacts {
    let root = try InputDocument.parse(source.bytes, file: source.file, isJSON: true)
    let items = try root.optional("items")?.items() ?? [root]
    var facts = SourceFacts()
    var seen: [String: Origin] = [:]
    guard items.count <= ImportLimits.nodes else {
      throw root.fault(.tooManyValues, expected: "at most \(ImportLimits.nodes) nodes")
    }
    for item in items {
      guard try item.optional("kind")?.text() ?? "Node" == "Node" else {
        throw try item.required("kind").fault(
          .wrongType, expected: "\"Node\"", advice: "kubectl get nodes -o json prints nodes only")
      }
      let node = try self.node(item)
      if let first = seen.updateValue(node.origin, forKey: node.name) {
        throw item.fault(.duplicateName, expected: "the node \"\(node.name)\" once (\(first) has it)")
      }
      facts.nodes.append(node)
    }
    guard !facts.nodes.isEmpty else { throw root.fault(.missingNodes, expected: "at least one node in \"items\"") }
    return facts
  }

  private func node(_ item: InputNode) throws -> NodeFacts {
    let metadata = try item.required("metadata", expected: "a mapping with the node's name")
    let name = try metadata.required("name", expected: "the node's name")
    var node = NodeFacts(try name.text(), source.origin(name.line))
    let labels = try PlacementLabels(metadata.optional("labels"), source)
    let status = try item.optional("status")
    try checkDivision(labels, status)
    try count(&node, labels, status)
    node.products = Self.products.compactMap { labels.labels[$0] }
    if let memory = labels.labels["nvidia.com/gpu.memory"] {
      node.memory = SourcedValue(try number(memory, "nvidia.com/gpu.memory", atMost: 10_000_000), memory.origin)
    }
    if node.memory == nil, let memory = labels.labels["amd.com/gpu.vram"] {
      // "192G", of 2 to the 30th bytes each.
      let digits = memory.value.prefix { $0.isNumber || $0 == "." }
      let number = try number(SourcedValue(String(digits), memory.origin), "amd.com/gpu.vram", atMost: 10_000)
      node.memory = SourcedValue(number * 1024, memory.origin)
    }
    try labels.place(&node)
    node.unavailable = try unavailable(item.optional("spec"), status)
    return node
  }

  // MARK: - GPUs

  /// Refuses GPUs that are shared or partitioned, since a plan assigns whole GPUs.
  private func checkDivision(_ labels: PlacementLabels, _ status: InputNode?) throws {
    for key in Self.products {
      guard let product = labels.labels[key] else { continue }
      if product.value.contains("-MIG-") { throw divided(product, key, "a part of a GPU (MIG)") }
      if product.value.hasSuffix("-SHARED") { throw divided(product, key, "a GPU shared by time slicing") }
    }
    if let replicas = labels.labels["nvidia.com/gpu.replicas"], (Int(replicas.value) ?? 1) > 1 {
      throw divided(replicas, "nvidia.com/gpu.replicas", "\(replicas.value) replicas of each GPU")
    }
    for (key, value) in try status?.optional("allocatable")?.entries() ?? [] where key.hasPrefix("nvidia.com/mig-") {
      let count = try quantity(value)
      if count > 0 { throw divided(SourcedValue(key, source.origin(value.line)), key, "\(count) parts of GPUs (MIG)") }
    }
  }

  private func divided(_ value: SourcedValue<String>, _ key: String, _ what: String) -> Diagnostic {
    Diagnostic(
      id: .dividedGPU, file: value.origin.file, key: key, line: value.origin.line, found: what,
      expected: "whole GPUs", advice: "turn MIG or sharing off on nodes that a plan is to use, or leave them out")
  }

  private func count(_ node: inout NodeFacts, _ labels: PlacementLabels, _ status: InputNode?) throws {
    let allocatable = try resource(status?.optional("allocatable"))
    let capacity = try resource(status?.optional("capacity"))
    let labelled = try labels.labels["nvidia.com/gpu.count"].map { label in
      SourcedValue(
        Int(try number(label, "nvidia.com/gpu.count", atMost: Double(ImportLimits.gpusPerNode))), label.origin)
    }
    // A label counts what the driver sees; the device plugin takes out what is unhealthy.
    let total = labelled ?? capacity ?? allocatable
    if let labelled, let capacity, capacity.value > labelled.value {
      throw Diagnostic(
        id: .conflict, file: source.file, key: node.name, line: capacity.origin.line,
        found: "a capacity of \(capacity.value) GPUs",
        expected: "what the label says (\(labelled.origin)): \(labelled.value)")
    }
    node.gpuCount = total ?? SourcedValue(0, node.origin)
    if let total, let allocatable, allocatable.value < total.value {
      node.missingGPUs = SourcedValue(total.value - allocatable.value, allocatable.origin)
    }
  }

  private func resource(_ node: InputNode?) throws -> SourcedValue<Int>? {
    try node?.optional(anyOf: Self.resources).map { SourcedValue(try quantity($0), source.origin($0.line)) }
  }

  /// Kubernetes writes quantities as text.
  private func quantity(_ node: InputNode) throws -> Int {
    if case .text(let text) = node.content, let count = Int(text), (0...ImportLimits.gpusPerNode).contains(count) {
      return count
    }
    if case .text = node.content {
      throw node.fault(.wrongType, expected: "a whole number of at most \(ImportLimits.gpusPerNode)")
    }
    return try node.integer(atLeast: 0, atMost: ImportLimits.gpusPerNode)
  }

  private func number(_ label: SourcedValue<String>, _ key: String, atMost most: Double) throws -> Double {
    guard let value = Double(label.value), value >= 0, value <= most else {
      throw Diagnostic(
        id: .wrongType, file: label.origin.file, key: key, line: label.origin.line,
        found: "\"\(label.value.prefix(60))\"", expected: "a number of at most \(Int(most))")
    }
    return value
  }

  // MARK: - Availability

  private func unavailable(_ spec: InputNode?, _ status: InputNode?) throws -> SourcedValue<String>? {
    if let cordon = try spec?.optional("unschedulable"), try cordon.boolean() {
      return SourcedValue("cordoned", source.origin(cordon.line))
    }
    for taint in try spec?.optional("taints")?.items() ?? [] {
      let key = try taint.required("key", expected: "the taint's key").text()
      let effect = try taint.optional("effect")?.text() ?? ""
      if ["NoSchedule", "NoExecute"].contains(effect), !Self.harmlessTaints.contains(key) {
        return SourcedValue("taint \(key):\(effect)", source.origin(taint.line))
      }
    }
    for condition in try status?.optional("conditions")?.items() ?? [] {
      guard try condition.required("type").text() == "Ready" else { continue }
      let ready = try condition.required("status", expected: "True, False or Unknown")
      if try ready.text() != "True" { return SourcedValue("not ready", source.origin(ready.line)) }
    }
    return nil
  }
}

/// The place of a node by its Kubernetes labels, whatever tool set them.
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

  let labels: [String: SourcedValue<String>]
  /// The file, for the names of the schemes.
  let file: String

  /// - Parameter node: The mapping of labels; `nil` where there is none.
  /// - Throws: `Diagnostic` "wrong-type" for a label that is no text.
  init(_ node: InputNode?, _ source: SourceFile) throws {
    var labels: [String: SourcedValue<String>] = [:]
    for (key, value) in try node?.entries() ?? [] {
      labels[key] = SourcedValue(try value.text(), source.origin(value.line))
    }
    self.labels = labels
    file = source.file
  }

  /// Adds the places of the labels to the facts of a node.
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
        id: .missingLabel, file: label.origin.file, key: keys[gap], line: label.origin.line,
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
