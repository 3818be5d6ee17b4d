import Clusters
import Formats
import FoundationEssentials
import Quantities

/// Worker rates that a user measured, or that another planner predicted, as a table:
/// model,pool,role,gpus,gpus_per_domain,requests_per_second,ttft_ms,tpot_ms,name.
public struct WorkerTable: Sendable {
  /// A line of the table.
  public struct Row: Sendable, Hashable {
    /// As the table has it; `nil` where the cell is empty.
    public let model: String?
    /// Index of the pool in the cluster.
    public let poolIndex: Int
    /// What the worker does.
    public let role: WorkerRole
    /// How its GPUs lie.
    public let footprint: WorkerFootprint
    /// Requests per second that one keeps up with.
    public let requestsPerSecond: Double
    /// In seconds; `nil` where the cell is empty.
    public let timeToFirstToken: Double?
    /// In seconds; `nil` where the cell is empty.
    public let timePerOutputToken: Double?
    /// The table's, else its GPUs.
    public let name: String
    /// Line of the file.
    public let line: Int
  }

  /// Names of the columns; a table may have them in any order and leave out those that may be empty.
  public static let columns = [
    "model", "pool", "role", "gpus", "gpus_per_domain", "requests_per_second", "ttft_ms", "tpot_ms", "name",
  ]
  private static let needed = ["role", "gpus", "requests_per_second"]
  private static let mostRows = 100_000
  private static let mostModels = 64
  private static let mostGPUs = 1 << 20

  /// The file as the user named it.
  public let file: String
  /// In the order of the file.
  public let rows: [Row]

  /// - Parameters:
  ///   - data: What stands in the file.
  ///   - file: As the user named it.
  ///   - cluster: Has the pools that the table names.
  /// - Throws: `Diagnostic` with file, line and column for anything that is not as the table asks.
  public init(parsing data: Data, file: String, cluster: Cluster) throws {
    self.file = file
    let table = try CSVTable(parsing: data, file: file)
    try Self.check(table)
    rows = try table.records.map { try Self.row(table.row($0), cluster: cluster) }
    guard modelNames.count <= Self.mostModels else {
      throw Diagnostic(
        id: .outOfRange, file: file, key: "model", found: "\(modelNames.count) models",
        expected: "at most \(Self.mostModels) in a table")
    }
  }

  private static func check(_ table: CSVTable) throws {
    let header = table.header
    func fault(_ id: DiagnosticID, key: String = "", found: String, expected: String, line: Int) -> Diagnostic {
      Diagnostic(id: id, file: table.file, key: key, line: line, found: found, expected: expected)
    }
    for (index, name) in header.fields.enumerated() {
      guard columns.contains(name) else {
        throw fault(
          .unknownColumn, key: name, found: "a column of that name",
          expected: "columns of \(columns.joined(separator: ", "))", line: header.line)
      }
      guard !header.fields[..<index].contains(name) else {
        throw fault(
          .duplicateColumn, key: name, found: "the same column twice", expected: "each column once",
          line: header.line)
      }
    }
    if let missing = needed.first(where: { !header.fields.contains($0) }) {
      throw fault(
        .missingColumn, key: missing, found: "no such column", expected: "the column", line: header.line)
    }
    if let ragged = table.records.first(where: { $0.fields.count != header.fields.count }) {
      throw fault(
        .raggedRow, found: "\(ragged.fields.count) cells", expected: "\(header.fields.count), as in the header",
        line: ragged.line)
    }
    guard !table.records.isEmpty, table.records.count <= mostRows else {
      throw fault(
        .outOfRange, found: "\(table.records.count) rows", expected: "1 to \(Numerals.grouped(mostRows)) workers",
        line: header.line)
    }
  }

  private static func row(_ row: TableRow, cluster: Cluster) throws -> Row {
    let pool = try poolIndex(row, cluster)
    let footprint = try footprint(row, cluster.pools[pool])
    guard let role = WorkerRole(rawValue: try row.required("role", expected: roles)) else {
      throw row.fault(.unknownValue, "role", found: "\"\(row.text("role") ?? "")\"", expected: roles)
    }
    return Row(
      model: row.text("model"), poolIndex: pool, role: role, footprint: footprint,
      requestsPerSecond: try row.requiredNumber("requests_per_second"),
      timeToFirstToken: try row.number("ttft_ms").map { $0 / 1000 },
      timePerOutputToken: try row.number("tpot_ms").map { $0 / 1000 },
      name: row.text("name") ?? "\(footprint.gpus) GPUs", line: row.line)
  }

  private static let roles = "one of " + WorkerRole.allCases.map(\.rawValue).joined(separator: ", ")

  private static func poolIndex(_ row: TableRow, _ cluster: Cluster) throws -> Int {
    let names = cluster.pools.map(\.name).joined(separator: ", ")
    guard let name = row.text("pool") else {
      guard cluster.pools.count > 1 else { return 0 }
      throw row.fault(.missingValue, "pool", found: "an empty cell", expected: "one of \(names)")
    }
    guard let index = cluster.pools.firstIndex(where: { $0.name == name }) else {
      throw row.fault(.unknownPool, "pool", found: "\"\(name)\"", expected: "one of \(names), of \(cluster.file)")
    }
    return index
  }

  private static func footprint(_ row: TableRow, _ pool: Pool) throws -> WorkerFootprint {
    let gpus = try row.requiredWhole("gpus", atMost: mostGPUs)
    let perDomain = try row.whole("gpus_per_domain", atMost: mostGPUs) ?? min(gpus, pool.gpusPerDomain)
    guard perDomain <= pool.gpusPerDomain else {
      throw row.fault(
        .outOfRange, "gpus_per_domain", found: "\(perDomain)",
        expected: "at most the \(pool.gpusPerDomain) GPUs of a scale-up domain of pool \(pool.name)")
    }
    guard gpus % perDomain == 0 else {
      throw row.fault(
        .outOfRange, "gpus", found: "\(gpus), which is not a multiple of \(perDomain) in each scale-up domain",
        expected: "as many GPUs in each domain")
    }
    return WorkerFootprint(domains: gpus / perDomain, gpusPerDomain: perDomain)
  }
}

extension WorkerTable {
  /// Names of the models in the order of the table; rows without a name belong to the only one there is.
  public var modelNames: [String] {
    var seen: Set<String> = []
    return rows.compactMap(\.model).filter { seen.insert($0).inserted }
  }

  /// The rows of a model whose times meet its targets.
  /// - Parameters:
  ///   - model: Its name, or that of what is served, matches with or without its organisation.
  ///   - isOnly: Whether rows without a name are its own.
  /// - Throws: `Diagnostic` where the model has no row, or a row lacks the time that a target is held against.
  public func rows(of model: ServedModel, isOnly: Bool) throws -> [Row] {
    let names = [model.name, model.modelName].compactMap(\.self)
    let rows = rows.filter { row in
      row.model.map { written in names.contains { Self.matches(written, $0) } } ?? isOnly
    }
    guard !rows.isEmpty else {
      throw Diagnostic(
        id: .unknownModel, file: file, key: "model", found: "no worker of \(model.name)",
        expected: "rows of it; those there are belong to \(modelNames.joined(separator: ", "))")
    }
    return try rows.filter { try meets($0, model) }
  }

  private static func matches(_ written: String, _ name: String) -> Bool {
    func short(_ name: String) -> String { (name.split(separator: "/").last.map(String.init) ?? name).lowercased() }
    return written == name || short(written) == short(name)
  }

  private func meets(_ row: Row, _ model: ServedModel) throws -> Bool {
    func meets(_ time: Double?, _ target: Double?, _ column: String, isNeeded: Bool) throws -> Bool {
      guard let target else { return true }
      if let time { return time <= target * (1 + 1e-9) }
      guard isNeeded else { return true }
      throw Diagnostic(
        id: .missingValue, file: file, key: column, line: row.line, found: "an empty cell",
        expected: "a time in milliseconds, as there is a target for it")
    }
    return try meets(row.timeToFirstToken, model.timeToFirstToken, "ttft_ms", isNeeded: row.role != .decode)
      && meets(row.timePerOutputToken, model.timePerOutputToken, "tpot_ms", isNeeded: row.role != .prefill)
  }
}
