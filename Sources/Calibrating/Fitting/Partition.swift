import Costing

/// A partition of rows for cross-validation: each part is left out in turn and judged by the fit on the others.
public struct Partition: Sendable, Hashable {
  /// Rows of one turn.
  public struct Part: Sendable, Hashable {
    /// "fold 1", or the group that is left out.
    public let name: String
    /// Indices of the rows, ascending.
    public let rows: [Int]
  }

  /// Every row is in one part.
  public let parts: [Part]

  /// At most `count` folds of similar size that split no group.
  ///
  /// Groups are dealt from the largest, each to the smallest fold; groups of equal size go by the hash of their names,
  /// so that neighbours in a file do not share a fold and the order of rows does not matter.
  /// - Parameters:
  ///   - count: The number of folds; fewer where there are fewer groups.
  public static func folds(_ count: Int, groups: [String]) -> Partition {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    let order = members.keys.sorted { first, second in
      let (one, other) = (members[first]?.count ?? 0, members[second]?.count ?? 0)
      if one != other { return one > other }
      return (StableHash.of(first), first) < (StableHash.of(second), second)
    }
    var folds = [[Int]](repeating: [], count: max(0, min(count, order.count)))
    for group in order {
      guard let smallest = folds.indices.min(by: { folds[$0].count < folds[$1].count }) else { break }
      folds[smallest] += members[group] ?? []
    }
    return Partition(parts: folds.enumerated().map { Part(name: "fold \($0 + 1)", rows: $1.sorted()) })
  }

  /// A partition in which each group is a part, in the order of the groups' names.
  /// - Parameter groups: The group of each row.
  public static func leavingOut(groups: [String]) -> Partition {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    return Partition(parts: members.keys.sorted().map { Part(name: $0, rows: members[$0] ?? []) })
  }
}

/// Judges fits by rows that they did not see.
public enum CrossValidation {
  /// The prediction of each row by the fit on all parts but its own.
  /// - Parameters:
  ///   - rows: The rows to fit and predict.
  ///   - partition: A partition of the rows' indices.
  ///   - fit: Fits a model to some rows.
  ///   - predict: Predicts a row that the model has not seen.
  /// - Returns: The predictions in the order of the rows; `nil` for a row that is in no part.
  public static func predictions<Row, Model, Prediction>(
    of rows: [Row], by partition: Partition, fit: ([Row]) throws -> Model,
    predict: (Model, Row) throws -> Prediction
  ) rethrows -> [Prediction?] {
    var predictions = [Prediction?](repeating: nil, count: rows.count)
    for part in partition.parts {
      let held = Set(part.rows)
      let model = try fit(rows.indices.filter { !held.contains($0) }.map { rows[$0] })
      for row in part.rows { predictions[row] = try predict(model, rows[row]) }
    }
    return predictions
  }
}

extension MeasuredRun {
  /// The configuration of the run without its traffic: all concurrencies of one configuration have the same text.
  ///
  /// Runs of one configuration share their errors, so none of them may validate another.
  public var configuration: String {
    let formats = [weightFormat?.rawValue, cacheFormat?.rawValue].map { $0 ?? "-" }
    let drafts = speculation.map { "\($0.draftTokens)@\($0.acceptance)" } ?? "-"
    let lengths = [traffic.inputTokens, traffic.outputTokens, traffic.averageContext, traffic.prefixCacheHitRate]
    return
      ([model, accelerator, runtime ?? "-"] + formats + [deployment.configuration, drafts, "\(twoBatchOverlap)"]
      + lengths.map { $0.map { "\($0)" } ?? "-" }).joined(separator: "|")
  }
}

extension Deployment {
  fileprivate var configuration: String {
    switch self {
    case .aggregated(let group): "aggregated \(group.configuration)"
    case .disaggregated(let prefill, let decode): "prefill \(prefill.configuration) decode \(decode.configuration)"
    case .prefillOnly(let group): "prefill \(group.configuration)"
    case .decodeOnly(let group): "decode \(group.configuration)"
    }
  }
}

extension WorkerGroup {
  fileprivate var configuration: String {
    "\(workers)x tp\(tensorParallel) dp\(dataParallel) pp\(pipelineParallel) ep\(expertParallel) r\(redundantExperts)"
  }
}

/// FNV-1a of 64 bits: the same text is the same number on every machine and in every run.
public enum StableHash {
  /// - Parameter text: Hashed as UTF-8.
  public static func of(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 {
      hash ^= UInt64(byte)
      hash &*= 0x0000_0100_0000_01B3
    }
    return hash
  }
}
