import Plans
import Quantities

/// Collects inputs that differ.
struct InputChanges {
  private(set) var changes: [InputChange] = []

  /// An input that is told by the digest of its content; another name for the same content is no difference.
  mutating func add(_ key: String, _ name: String, _ before: PlanInputs.Reference?, _ after: PlanInputs.Reference?) {
    guard before?.sha256 != after?.sha256 else { return }
    changes.append(
      InputChange(
        key: key, name: name, before: before?.reference, after: after?.reference, beforeSHA256: before?.sha256,
        afterSHA256: after?.sha256))
  }

  /// A value, as people read it.
  mutating func add(_ key: String, _ name: String, _ before: String?, _ after: String?) {
    guard before != after else { return }
    changes.append(InputChange(key: key, name: name, before: before, after: after))
  }

  /// A whole number with its noun.
  mutating func add(_ key: String, _ name: String, _ before: Int?, _ after: Int?, of noun: String = "") {
    func text(_ value: Int) -> String { Numerals.grouped(value) + (noun.isEmpty ? "" : " \(noun)") }
    add(key, name, before.map(text), after.map(text))
  }

  /// A number. Where its text says too little, all its digits are told.
  mutating func add(_ key: String, _ name: String, _ before: Double?, _ after: Double?, text: (Double) -> String) {
    guard before != after else { return }
    let texts = (before.map(text), after.map(text))
    if texts.0 == texts.1 {
      add(key, name, before.map { "\($0)" }, after.map { "\($0)" })
    } else {
      add(key, name, texts.0, texts.1)
    }
  }
}
