/// What a constraint asks of a degree of parallelism.
public enum DegreeRule: Sendable, Hashable {
  /// Nothing.
  case any
  /// 1: the work is not divided this way.
  case one
  /// 2 or more.
  case several
  /// This number, 2 or more.
  case exactly(Int)

  /// - Parameter degree: 1 or more.
  public func allows(_ degree: Int) -> Bool {
    switch self {
    case .any: true
    case .one: degree == 1
    case .several: degree > 1
    case .exactly(let number): degree == number
    }
  }

  /// The number that is prescribed; `nil` where there is none.
  public var prescribed: Int? { if case .exactly(let number) = self { number } else { nil } }
}
