/// What is wrong with a program before any solver sees it.
public enum ProgramFault: Error, Sendable, Equatable {
  /// A number is NaN, or infinite where it has to be finite, or beyond ±1e15.
  case number(place: String, value: Double)
  /// A lower bound above the upper one.
  case bounds(place: String, lower: Double, upper: Double)
  /// An integer or binary variable with a bound that is not a whole number, or a binary one outside of 0 and 1.
  case integerBounds(variable: String, lower: Double, upper: Double)
  /// A name that other programs would not read: not `[A-Za-z_][A-Za-z0-9_.]{0,200}`.
  case illegalName(String)
  /// Two variables, or two constraints, of one name.
  case repeatedName(String)
  /// A term naming a variable or constraint that the program does not have.
  case unknownPlace(constraint: Int, variable: Int)
  /// More variables, constraints or coefficients than a solver can count (2³¹ − 1).
  case tooLarge(count: Int)
}

extension ProgramFault: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .number(let place, let value):
      "\(place) is \(value): a finite number within ±1e15 is needed."
    case .bounds(let place, let lower, let upper):
      "\(place) has the lower bound \(lower) above its upper bound \(upper)."
    case .integerBounds(let variable, let lower, let upper):
      "Variable \(variable) takes whole numbers only, but its bounds are \(lower) and \(upper)."
    case .illegalName(let name):
      "The name '\(name)' is not a letter or '_' followed by up to 200 letters, digits, '_' and '.'."
    case .repeatedName(let name):
      "The name '\(name)' is used twice."
    case .unknownPlace(let constraint, let variable):
      "A term names constraint \(constraint) and variable \(variable), which are not both in the program."
    case .tooLarge(let count):
      "\(count) is more variables, constraints or coefficients than can be numbered."
    }
  }
}
