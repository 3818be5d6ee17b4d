import Inputs

/// An input of a plan, read again.
public enum Reread<Value: Sendable>: Sendable {
  /// What the plan was made from.
  case same(Value)
  /// Something else stands there now; the text names it.
  case changed(String)
  /// It cannot be read; the text says why.
  case unreadable(String)

  /// - Parameters:
  ///   - reference: As the plan names it, with the digest that it had.
  ///   - read: The value and its digest now.
  public init(_ reference: String, sha256: String, read: () throws -> (value: Value, sha256: String)) {
    do {
      let found = try read()
      self = found.sha256 == sha256 ? .same(found.value) : .changed("\(reference) is not what it was")
    } catch let diagnostic as Diagnostic {
      self = .unreadable("\(diagnostic)")
    } catch {
      self = .unreadable("\(reference) cannot be read")
    }
  }

  /// The value, where it is still the same.
  var value: Value? { if case .same(let value) = self { value } else { nil } }

  /// Why there is no value; `nil` where there is one.
  var fault: String? {
    switch self {
    case .same: nil
    case .changed(let text), .unreadable(let text): text
    }
  }
}
