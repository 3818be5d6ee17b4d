import Formats
import FoundationEssentials

/// Reads the matrix printed by `nvidia-smi topo -m`, with tabs or spaces: the number of GPUs of a machine, and how many
/// NVLinks join each pair. The matrix does not name the accelerator; its columns of network cards and CPUs have no bearing
/// on links between GPUs.
struct TopologyMatrixReader {
  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line for a matrix that is not whole among its GPUs.
  func facts() throws -> SourceFacts {
    let lines = try source.lines().map(Self.words)
    guard let header = lines.firstIndex(where: { $0.first == "GPU0" && $0.dropFirst().allSatisfy { $0 != "X" } }) else {
      throw Diagnostic(
        id: .matrixInvalid, file: source.file, line: 1, found: "no header that begins with GPU0",
        expected: "what nvidia-smi topo -m prints, its first line included")
    }
    let gpus = lines[header].prefix { Self.isDevice($0, "GPU") }.count
    let rows = try rows(lines, below: header, gpus: gpus)
    try checkSymmetry(rows)
    var facts = SourceFacts()
    var node = NodeFacts("", source.origin(header + 1))
    node.gpuCount = SourcedValue(gpus, source.origin(header + 1))
    node.links = links(rows)
    facts.anyNode = node
    return facts
  }

  private func links(_ rows: [(line: Int, cells: [String])]) -> NodeLinks {
    let counts = rows.map { row in row.cells.map { $0.hasPrefix("NV") ? Int($0.dropFirst(2)) ?? 0 : 0 } }
    let unlinked = rows.first { $0.cells.contains { !$0.hasPrefix("NV") && $0 != "X" } }
    // The ways over the bus that are there, from the shortest.
    let ways = Self.ways.filter { way in rows.contains { $0.cells.contains(way) } }
    return NodeLinks(
      kind: "NVLink", counts: counts, bus: ways.joined(separator: " or "),
      origin: source.origin(unlinked?.line ?? rows.first?.line))
  }

  /// The rows of GPUs, each with a cell for each GPU.
  private func rows(
    _ lines: [[String]], below header: Int, gpus: Int
  ) throws -> [(line: Int, cells: [String])] {
    var rows: [(line: Int, cells: [String])] = []
    for (index, words) in lines.enumerated().dropFirst(header + 1) {
      guard let name = words.first, Self.isDevice(name, "GPU") else { continue }
      guard name == "GPU\(rows.count)", rows.count < gpus else {
        throw fault(
          index + 1, name, found: "the row of \(name)",
          expected: rows.count < gpus ? "the row of GPU\(rows.count)" : "\(gpus) rows, as the header has columns")
      }
      let cells = Array(words.dropFirst().prefix(gpus))
      for (column, cell) in cells.enumerated() {
        guard Self.isLink(cell), (cell == "X") == (column == rows.count) else {
          throw fault(
            index + 1, name, found: "\"\(cell.prefix(20))\" in the column of GPU\(column)",
            expected: column == rows.count ? "X, the GPU itself" : "NV and a number, PIX, PXB, PHB, NODE or SYS")
        }
      }
      guard cells.count == gpus else {
        throw fault(index + 1, name, found: "\(cells.count) cells", expected: "\(gpus), one for each GPU of the header")
      }
      rows.append((index + 1, cells))
    }
    guard rows.count == gpus else {
      throw fault(
        lines.count, "GPU\(rows.count)", found: "\(rows.count) rows of GPUs",
        expected: "\(gpus), as the header has columns",
        advice: "a text that was cut off while it was copied looks like this")
    }
    return rows
  }

  private func checkSymmetry(_ rows: [(line: Int, cells: [String])]) throws {
    for (row, entry) in rows.enumerated() {
      for column in 0..<row where rows[column].cells[row] != entry.cells[column] {
        throw fault(
          entry.line, "GPU\(row)", found: "\(entry.cells[column]) to GPU\(column)",
          expected: "what line \(rows[column].line) says the other way: \(rows[column].cells[row])")
      }
    }
  }

  /// The words of a line without the sequences that underline the header on a terminal.
  private static func words(_ line: String) -> [String] {
    line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").split { $0 == " " || $0 == "\t" }.map(String.init)
  }

  private static func isDevice(_ word: String, _ kind: String) -> Bool {
    word.hasPrefix(kind) && word.count > kind.count && word.count < kind.count + 5
      && word.dropFirst(kind.count).allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Ways between two devices over the bus, from the shortest.
  private static let ways = ["PIX", "PXB", "PHB", "NODE", "SYS"]

  private static func isLink(_ cell: String) -> Bool {
    cell == "X" || ways.contains(cell) || isDevice(cell, "NV")
  }

  private func fault(_ line: Int, _ key: String, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(
      id: .matrixInvalid, file: source.file, key: key, line: line, found: found, expected: expected, advice: advice)
  }
}

/// An element of an XML document, with the line that it starts on.
struct XMLNode {
  let name: String
  let line: Int
  let attributes: [String: String]
  /// The child elements in order; text between them is skipped.
  var children: [XMLNode] = []

  /// This element and all below it, in document order.
  var all: [XMLNode] {
    var (result, open) = ([XMLNode](), [self])
    while let element = open.popLast() {
      result.append(element)
      open += element.children.reversed()
    }
    return result
  }
}
