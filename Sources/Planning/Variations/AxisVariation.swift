import Inputs
import Topology

/// One axis on its way to another value: where it is set, and what a message blames.
struct AxisVariation {
  let axis: InputAxis
  let setting: AxisSetting
  /// The only pool that it is set in; all where `nil`.
  let pool: String?
  /// The flag that asked for it.
  let flag: String

  /// The new value in place of a present one.
  /// - Throws: `Diagnostic` "out-of-range".
  func value(insteadOf present: Double) throws -> Double {
    let value = setting.applied(to: present)
    let range = axis.range
    guard value.isFinite, range.contains(value) else {
      let (low, high) = (axis.measure.text(range.lowerBound), axis.measure.text(range.upperBound))
      throw fault("out-of-range", found: found(value), expected: "\(axis.noun) from \(low) to \(high)")
    }
    guard !axis.isWhole || value == value.rounded() else {
      throw fault("out-of-range", found: "\(value)", expected: "a whole number")
    }
    return value
  }

  /// The same where there is nothing yet.
  func value(insteadOf present: Double?, missing: String) throws -> Double {
    if case .factor = setting, present == nil {
      throw fault("missing-value", found: "a factor of nothing: \(missing)", expected: "a value")
    }
    return try value(insteadOf: present ?? 0)
  }

  func count(insteadOf present: Int) throws -> Int { Int(try value(insteadOf: Double(present))) }

  /// The pools that it is set in.
  /// - Throws: `Diagnostic` for a pool that is not there, or an amount of hardware for several.
  func pools(of cluster: Cluster) throws -> [Int] {
    let names = cluster.pools.map(\.name)
    if let pool {
      guard axis.isHardware, let index = names.firstIndex(of: pool) else {
        throw fault(
          "unknown-value", found: "\"\(axis.name)@\(pool)\"",
          expected: axis.isHardware ? "one of the pools \(names.joined(separator: ", "))" : "no pool")
      }
      return [index]
    }
    if axis.isAmount, names.count > 1, case .value = setting {
      throw fault(
        "pool-missing", found: "\(names.count) pools (\(names.joined(separator: ", ")))",
        expected: "a pool, as in \(axis.name)@\(names[0])=8, or a factor such as \(axis.name)=2x")
    }
    return Array(names.indices)
  }

  func fault(_ id: String, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: flag, key: axis.name, found: found, expected: expected, advice: advice)
  }

  private func found(_ value: Double) -> String { value.isFinite ? axis.measure.text(value) : "\(value)" }
}
