import Inputs

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
        id: "unknown-model", file: file, key: "model", found: "no worker of \(model.name)",
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
        id: "missing-value", file: file, key: column, line: row.line, found: "an empty cell",
        expected: "a time in milliseconds, as there is a target for it")
    }
    return try meets(row.timeToFirstToken, model.timeToFirstToken, "ttft_ms", isNeeded: row.role != .decode)
      && meets(row.timePerOutputToken, model.timePerOutputToken, "tpot_ms", isNeeded: row.role != .prefill)
  }
}
