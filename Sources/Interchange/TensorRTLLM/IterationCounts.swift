import Inputs

/// Counts of iterations and layers, added up over ranks.
struct IterationCounts {
  private let experts: Int
  private var rows: [Int: [Int: [Double]]] = [:]
  private var rowCount = 0

  init(experts: Int) { self.experts = experts }

  /// Adds what one rank counted.
  mutating func add(_ statistics: SafetensorsFile, file: String) throws {
    for tensor in statistics.tensors {
      func fault(_ id: String, _ found: String, _ expected: String) -> Diagnostic {
        Diagnostic(id: id, file: file, key: tensor.name, found: found, expected: expected)
      }
      let parts = tensor.name.split(separator: "_", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
      guard parts.count == 2, (0..<1 << 50).contains(parts[0]), (0..<LoadReader.mostLayers).contains(parts[1]) else {
        throw fault("unknown-key", "a tensor of this name", "names such as \"100_3\": iteration and layer")
      }
      guard tensor.shape == [experts] else {
        throw fault("expert-count", "the shape \(tensor.shape)", "[\(experts)], as meta_info.json says")
      }
      let counts = try statistics.integers(tensor)
      if let bad = counts.first(where: { $0 < 0 || Double($0) > RecordedCounts.mostTokens }) {
        throw fault("out-of-range", "\(bad)", "counts of 0 to 1e12")
      }
      let sum = rows[parts[0]]?[parts[1]]
      if sum == nil { rowCount += 1 }
      guard rowCount * experts <= InputLimits.arrayEntries else {
        throw fault("too-many-values", "more counts", "at most \(InputLimits.arrayEntries)")
      }
      rows[parts[0], default: [:]][parts[1]] =
        sum.map { zip($0, counts).map { $0 + Double($1) } } ?? counts.map(Double.init)
    }
  }

  /// A step for each iteration; layers without a tensor have zeros.
  func steps(folder: String) throws -> [LoadStep] {
    guard let last = rows.values.compactMap({ $0.keys.max() }).max() else {
      throw Diagnostic(
        id: "experts-without-tokens", file: folder, found: "no tensors in any file", expected: "counts of iterations")
    }
    let (layers, none) = (last + 1, [Double](repeating: 0, count: experts))
    guard rows.count * layers * experts <= InputLimits.arrayEntries else {
      throw Diagnostic(
        id: "too-many-values", file: folder, found: "\(rows.count) iterations of \(layers) layers",
        expected: "at most \(InputLimits.arrayEntries) counts")
    }
    return rows.sorted { $0.key < $1.key }.map { iteration, counts in
      LoadStep(number: iteration, tokens: (0..<layers).map { counts[$0] ?? none })
    }
  }
}
