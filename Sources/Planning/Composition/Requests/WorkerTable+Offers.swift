import Inputs
import Plans

extension WorkerTable {
  /// Names of the models in the order of the table; rows without a name belong to the only one there is.
  public var modelNames: [String] {
    rows.compactMap(\.model).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// The workers of some models that meet their targets, counted with a share of their rates.
  /// - Parameters:
  ///   - models: Rows of other models are left aside. A name matches with or without its organisation.
  ///   - prefillDerate: Of a prefill worker's rate, what is counted on.
  ///   - decodeDerate: Of a decode worker's rate, what is counted on.
  /// - Throws: `Diagnostic` where a model has no row, or a row lacks the time that a target is held against.
  public func offers(
    for models: [ServedModel], prefillDerate: Double, decodeDerate: Double
  ) throws -> [OfferedWorker] {
    try models.indices.flatMap { index -> [OfferedWorker] in
      let model = models[index]
      let rows = rows.filter { row in row.model.map { Self.matches($0, model.name) } ?? (models.count == 1) }
      guard !rows.isEmpty else {
        throw Diagnostic(
          id: "unknown-model", file: file, key: "model", found: "no worker of \(model.name)",
          expected: "rows of it; those there are belong to \(modelNames.joined(separator: ", "))")
      }
      return try rows.filter { try meets($0, model) }.map { row in
        var worker = row.worker
        worker.model = index
        switch worker.role {
        case .prefill: worker.requestsPerSecond *= prefillDerate
        case .decode: worker.requestsPerSecond *= decodeDerate
        case .mixed: break
        }
        return worker
      }
    }
  }

  private static func matches(_ written: String, _ name: String) -> Bool {
    func short(_ name: String) -> String { (name.split(separator: "/").last.map(String.init) ?? name).lowercased() }
    return written == name || short(written) == short(name)
  }

  private func meets(_ row: Row, _ model: ServedModel) throws -> Bool {
    let worker = row.worker
    func meets(_ time: Double?, _ target: Double?, _ column: String, isNeeded: Bool) throws -> Bool {
      guard let target else { return true }
      if let time { return time <= target * (1 + 1e-9) }
      guard isNeeded else { return true }
      throw Diagnostic(
        id: "missing-value", file: file, key: column, line: row.line, found: "an empty cell",
        expected: "a time in milliseconds, as there is a target for it")
    }
    return try meets(worker.timeToFirstToken, model.timeToFirstToken, "ttft_ms", isNeeded: worker.role != .decode)
      && meets(worker.timePerOutputToken, model.timePerOutputToken, "tpot_ms", isNeeded: worker.role != .prefill)
  }
}
