import Formats
import FoundationEssentials

/// A file that describes a cluster or a part of it.
public struct SourceFile: Sendable {
  /// The file as the user named it.
  public let file: String
  /// The content.
  public let bytes: Data
  /// The kind of source.
  public let kind: SourceKind

  /// - Parameters:
  ///   - file: The file as the user named it.
  ///   - bytes: The content.
  ///   - kind: The kind of source; `nil` detects it from the content, then from the name.
  /// - Throws: `Diagnostic` "unknown-source" where the kind cannot be detected, or a fault of the text.
  public init(file: String, bytes: Data, kind: SourceKind? = nil) throws {
    self.file = file
    self.bytes = bytes
    self.kind = try kind ?? SourceDetection(file: file, bytes: bytes).kind()
  }

  /// Reads a file.
  /// - Parameters:
  ///   - path: The path as the user wrote it.
  ///   - kind: The kind of source; `nil` detects it from the content, then from the name.
  /// - Throws: `Diagnostic` where the file cannot be read or its kind cannot be detected.
  public init(contentsOf path: String, kind: SourceKind? = nil) throws {
    try self.init(file: path, bytes: InputDocument.bytes(ofFile: path), kind: kind)
  }

  func origin(_ line: Int?) -> Origin { Origin(file: file, line: line) }

  /// The lines of the text, without their ends.
  /// - Throws: `Diagnostic` for what is no text, is empty or has too many lines.
  func lines() throws -> [String] {
    let text = try InputText.decode(bytes, file: file)
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count <= InputLimits.tableCells else {
      throw Diagnostic(
        id: .tooManyValues, file: file, found: "\(lines.count) lines", expected: "at most \(InputLimits.tableCells)")
    }
    return lines.map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
  }
}

/// The limits of a source.
enum ImportLimits {
  /// Nodes of a source, and of the cluster that is made.
  static let nodes = 200_000
  /// Levels of switches above a node.
  static let levels = 16
  /// GPUs of a node.
  static let gpusPerNode = 1_024
  /// Elements inside of each other in XML.
  static let elementDepth = 64
  /// Elements of an XML document.
  static let elements = 200_000
}

/// Detects the kind of a file from its content, else from its name.
private struct SourceDetection {
  /// The bytes at the beginning of the file that are examined.
  private static let bytesLookedAt = 1 << 16

  let file: String
  let bytes: Data

  /// - Throws: `Diagnostic` "unknown-source", or "not-utf8".
  func kind() throws -> SourceKind {
    let text = try InputText.decode(bytes, file: file)
    let start = String(decoding: text.utf8.prefix(Self.bytesLookedAt), as: UTF8.self)
    let lines = start.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .map { String(decoding: $0, as: UTF8.self).trimmed }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    if let first = lines.first {
      if first.hasPrefix("<") { return try markup(start) }
      if first.hasPrefix("{") || first.hasPrefix("[{") || first == "[" { return try json() }
      if let kind = settings(lines) { return kind }
    }
    if let kind = Self.byName[name] { return kind }
    throw unknown("nothing that tells what it is")
  }

  private var name: String { file.split(separator: "/").last.map { $0.lowercased() } ?? "" }

  private static let byName: [String: SourceKind] = [
    "topology.conf": .slurmTopology, "topology.yaml": .slurmTopologyYAML, "slurm.conf": .slurmConfiguration,
    "gres.conf": .slurmGres,
  ]

  private func markup(_ start: String) throws -> SourceKind {
    if start.contains("<system") { return .collectiveTopology }
    throw unknown("XML or HTML without the element \"system\" of an NCCL topology")
  }

  private func json() throws -> SourceKind {
    let root = try InputDocument.parse(bytes, file: file, isJSON: true)
    if case .list(let items) = root.content {
      let keys = Set((try? items.first?.entries().map(\.key)) ?? [])
      if !keys.isDisjoint(with: ["links", "DomainUUID", "GpuIDList"]) {
        throw unknown(
          "what NetQ or NMX-M prints", advice: "give what topograph made of it: its graph, or Slurm's topology.conf")
      }
    }
    let keys = Set(((try? root.entries()) ?? []).map(\.key))
    if keys.contains("instances") { return .topographGraph }
    if keys.contains("items") || (keys.contains("metadata") && keys.contains("kind")) { return .kubernetesNodes }
    throw unknown("JSON with neither \"items\" of Kubernetes nor \"instances\" of topograph")
  }

  private func settings(_ lines: [String]) -> SourceKind? {
    let words = lines.prefix(400).map { $0.lowercased() }
    func any(_ test: (String) -> Bool) -> Bool { words.contains(where: test) }
    if any({ $0.hasPrefix("switchguid=") || $0.hasPrefix("caguid=") || $0.hasPrefix("vendid=0x") }) {
      return .fabricDump
    }
    if any({ line in ["switchname", "blockname", "blocksizes", "ringname"].contains { isKey($0, of: line) } }) {
      return .slurmTopology
    }
    if any({ isKey("autodetect", of: $0) || $0.split(separator: " ").contains { $0.hasPrefix("name=gpu") } }) {
      return .slurmGres
    }
    if any({ line in ["nodename", "clustername", "slurmctldhost"].contains { isKey($0, of: line) } }) {
      return .slurmConfiguration
    }
    if any({ $0.hasPrefix("- topology:") }) { return .slurmTopologyYAML }
    if any({ $0.hasPrefix("switches:") || $0.hasPrefix("blocks:") }) { return .topographModel }
    if any({ $0.contains("gpu0") }), any({ $0.hasPrefix("gpu0") }) { return .gpuMatrix }
    let columns = Set(lines[0].split(separator: ",").map { GPUQueryReader.column(String($0)) })
    let known = columns.intersection(GPUQueryReader.knownColumns)
    if known.count == columns.count || known.count >= 2 { return .gpuQuery }
    return lines[0].contains(",") && (lines[0].contains("GPU-") || lines[0].contains("NVIDIA ")) ? .gpuQuery : nil
  }

  private func isKey(_ key: String, of line: String) -> Bool {
    line.hasPrefix(key) && line.dropFirst(key.count).drop { $0 == " " || $0 == "\t" }.first == "="
  }

  private func unknown(_ found: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(
      id: .unknownSource, file: file, found: found, expected: "one of \(SourceKind.known)",
      advice: advice ?? "--kind KIND=FILE says what a file is")
  }
}

/// The kind of a file that describes a cluster or a part of it.
public enum SourceKind: String, Sendable, Hashable, CaseIterable {
  /// Slurm's topology.conf: a tree of switches, or blocks.
  case slurmTopology = "slurm-topology"
  /// Slurm's topology.yaml, of several topologies.
  case slurmTopologyYAML = "slurm-topology-yaml"
  /// Slurm's slurm.conf: lines of nodes with their GPUs and states.
  case slurmConfiguration = "slurm-conf"
  /// Slurm's gres.conf.
  case slurmGres = "slurm-gres"
  /// The output of `kubectl get nodes -o json`.
  case kubernetesNodes = "kubernetes-nodes"
  /// The graph that topograph writes as JSON.
  case topographGraph = "topograph-graph"
  /// topograph's model of a cluster, YAML.
  case topographModel = "topograph-model"
  /// The output of `nvidia-smi topo -m`.
  case gpuMatrix = "nvidia-smi-topo"
  /// The output of `nvidia-smi --query-gpu=... --format=csv`.
  case gpuQuery = "nvidia-smi-query"
  /// The topology that NCCL or RCCL reads and dumps, XML.
  case collectiveTopology = "nccl-topology"
  /// The output of `ibnetdiscover`.
  case fabricDump = "ibnetdiscover"

  /// The names of all kinds, for messages.
  static let known = allCases.map(\.rawValue).joined(separator: ", ")
}
