import Formats

/// Reads the GPUs of gres.conf, of named nodes or of any.
struct SlurmGresReader {
  private static let keys = [
    "nodename", "name", "type", "file", "multiplefiles", "count", "cores", "cpus", "links", "flags", "autodetect",
    "uniqueid",
  ]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line, as for a count that is not that of the files.
  func facts() throws -> SourceFacts {
    var facts = SourceFacts()
    var indices: [String: Int] = [:]
    var detected: SlurmLine?
    var nameCount = 0
    var hasLinks = false
    for line in try SlurmFile(source).lines {
      guard line.settings[0].key != "include" else {
        facts.notes.append("\(line.origin) includes another file, which is not read: import it too")
        continue
      }
      try line.allowOnly(Self.keys)
      if line["autodetect"] != nil { detected = line }
      if let links = line["links"], !hasLinks {
        hasLinks = true
        facts.notes.append(
          "\(line.origin) has Links=\(links.prefix(60)), which say which GPUs are near, not by what: nvidia-smi topo -m does"
        )
      }
      guard let kind = line["name"], kind.lowercased() == "gpu" else { continue }
      let count = try self.count(line)
      guard line["nodename"] != nil else {
        facts.anyNode = try Self.add(count, line, to: facts.anyNode ?? NodeFacts("", line.origin))
        continue
      }
      let names = Self.unique(try line.hosts("nodename"))
      nameCount += names.count
      guard nameCount <= 4 * ImportLimits.nodes else {
        throw line.fault(
          .tooManyValues, "nodename", found: "\(nameCount) nodes up to here",
          expected: "at most \(4 * ImportLimits.nodes), each once for each of its types")
      }
      for name in names {
        let index = indices[name] ?? facts.nodes.count
        if index == facts.nodes.count {
          indices[name] = index
          facts.nodes.append(NodeFacts(name, line.origin))
        }
        facts.nodes[index] = try Self.add(count, line, to: facts.nodes[index])
      }
    }
    if let detected, facts.anyNode == nil {
      facts.notes.append(
        "\(detected.origin) leaves GPUs to AutoDetect, which says neither how many nor which: other sources must")
    }
    guard detected != nil || facts.anyNode != nil || !facts.nodes.isEmpty else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, found: "no line of GPUs",
        expected: "lines such as Name=gpu Type=h100 Count=8")
    }
    return facts
  }

  /// GPUs of a line; `nil` where they are detected.
  private func count(_ line: SlurmLine) throws -> Int? {
    let counted = try line["count"].map { text in
      guard let count = Int(text), (0...ImportLimits.gpusPerNode).contains(count) else {
        throw line.fault(
          .wrongType, "count", found: "\"\(text.prefix(60))\"",
          expected: "a whole number of at most \(ImportLimits.gpusPerNode)")
      }
      return count
    }
    guard let files = line["file"] ?? line["multiplefiles"] else {
      return counted ?? (line["autodetect"] == nil ? 1 : nil)
    }
    guard
      let names = HostPattern.names(
        inList: files.replacing("/dev/", with: "").replacing("/", with: "-"), limit: ImportLimits.gpusPerNode)
    else {
      throw line.fault(
        .hostPattern, "file", found: "\"\(files.prefix(60))\"", expected: "files such as /dev/nvidia[0-7]")
    }
    guard counted == nil || counted == names.count else {
      throw line.fault(
        .conflict, "count", found: "Count=\(counted ?? 0) and \(names.count) files", expected: "as many of each")
    }
    return names.count
  }

  /// Several lines of a node add up: one for each type, or for each range of cores.
  private static func add(_ count: Int?, _ line: SlurmLine, to node: NodeFacts) throws -> NodeFacts {
    var node = node
    if let count {
      let sum = (node.gpuCount?.value ?? 0) + count
      guard sum <= ImportLimits.gpusPerNode else {
        throw line.fault(
          .outOfRange, "count", found: "\(sum) GPUs up to this line",
          expected: "at most \(ImportLimits.gpusPerNode) in a node")
      }
      node.gpuCount = SourcedValue(sum, node.gpuCount?.origin ?? line.origin)
    }
    if let type = line["type"], !node.products.contains(where: { $0.value == type }) {
      node.products.append(SourcedValue(type, line.origin))
    }
    return node
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
