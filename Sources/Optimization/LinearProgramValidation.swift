extension LinearProgram {
  /// Numbers beyond this are taken for mistakes: no solver tells them from infinity.
  static let largestNumber = 1e15

  /// All faults of the program, in the order of its variables, constraints and terms; empty if it may be solved.
  /// Duplicate terms and empty constraints are no faults.
  public func validate() -> [ProgramFault] {
    let largestCount = max(variableCount, constraintCount, termValues.count)
    guard largestCount <= Int(Int32.max) - 1 else { return [.tooLarge(count: largestCount)] }
    let ownName: [ProgramFault] = Self.isLegal(name: name) ? [] : [.illegalName(name)]
    return ownName + variableFaults() + constraintFaults() + termFaults()
      + Self.nameFaults(variableNames) + Self.nameFaults(constraintNames)
  }

  private func variableFaults() -> [ProgramFault] {
    var faults: [ProgramFault] = []
    for index in 0..<variableCount {
      let lower = variableLower[index], upper = variableUpper[index], cost = costs[index]
      if !Self.isFinite(cost) { faults.append(.number(place: "The cost of \(variableNames[index])", value: cost)) }
      if let fault = Self.intervalFault(lower, upper, place: { "variable \(variableNames[index])" }) {
        faults.append(fault)
      } else if kinds[index].isIntegral, !Self.areWhole(lower, upper, binary: kinds[index] == .binary) {
        faults.append(.integerBounds(variable: variableNames[index], lower: lower, upper: upper))
      }
    }
    return faults
  }

  private func constraintFaults() -> [ProgramFault] {
    (0..<constraintCount).compactMap { index in
      Self.intervalFault(
        constraintLower[index], constraintUpper[index], place: { "constraint \(constraintNames[index])" })
    }
  }

  private func termFaults() -> [ProgramFault] {
    var faults: [ProgramFault] = []
    for index in termValues.indices {
      let row = Int(termRows[index]), column = Int(termColumns[index])
      guard row >= 0, row < constraintCount, column >= 0, column < variableCount else {
        faults.append(.unknownPlace(constraint: row, variable: column))
        continue
      }
      guard !Self.isFinite(termValues[index]) else { continue }
      let place = "The coefficient of \(variableNames[column]) in \(constraintNames[row])"
      faults.append(.number(place: place, value: termValues[index]))
    }
    return faults
  }

  private static func nameFaults(_ names: [String]) -> [ProgramFault] {
    var faults: [ProgramFault] = []
    var seen = Set<String>(minimumCapacity: names.count)
    for name in names {
      if !isLegal(name: name) { faults.append(.illegalName(name)) }
      if !seen.insert(name).inserted { faults.append(.repeatedName(name)) }
    }
    return faults
  }

  private static func isFinite(_ number: Double) -> Bool {
    number.magnitude <= largestNumber
  }

  /// The fault of an interval: a lower bound of +∞ or an upper bound of −∞ admits no value.
  private static func intervalFault(_ lower: Double, _ upper: Double, place: () -> String) -> ProgramFault? {
    if lower != -.infinity, !isFinite(lower) { return .number(place: "The lower bound of \(place())", value: lower) }
    if upper != .infinity, !isFinite(upper) { return .number(place: "The upper bound of \(place())", value: upper) }
    return lower > upper ? .bounds(place: place(), lower: lower, upper: upper) : nil
  }

  private static func areWhole(_ lower: Double, _ upper: Double, binary: Bool) -> Bool {
    let allWhole = [lower, upper].allSatisfy { $0.isInfinite || $0 == $0.rounded() }
    return binary ? allWhole && lower >= 0 && upper <= 1 : allWhole
  }

  /// Whether `name` is `[A-Za-z_][A-Za-z0-9_.]{0,200}`, which every file format and solver reads.
  static func isLegal(name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 201, isLetter(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ".") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// A fault of a program, found before it is solved.
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

extension SolverOptions {
  /// The check of every solver before it starts; `nil` if the program may be solved.
  ///
  /// - Parameter program: The program to solve with these options.
  public func fault(for program: LinearProgram) -> SolverFault? {
    let programFaults = program.validate()
    guard programFaults.isEmpty else { return .program(programFaults) }
    return limits.fault ?? incumbentFault(for: program)
  }

  private func incumbentFault(for program: LinearProgram) -> SolverFault? {
    guard let incumbent else { return nil }
    guard incumbent.count == program.variableCount else {
      return .incumbentSize(expected: program.variableCount, found: incumbent.count)
    }
    let report = Solution(values: incumbent, of: program).feasibility
    return report.isFeasible(tolerance: feasibilityTolerance) ? nil : .incumbentInfeasible(report)
  }
}

extension SolverLimits {
  fileprivate var fault: SolverFault? {
    if let nodes, nodes < 0 { return .limits("The node limit \(nodes) is below 0.") }
    if let iterations, iterations < 0 { return .limits("The iteration limit \(iterations) is below 0.") }
    if !(relativeGap >= 0 && relativeGap.isFinite) { return .limits("The gap \(relativeGap) is not 0 or above.") }
    if let seconds, !(seconds >= 0) { return .limits("The time limit \(seconds) is below 0.") }
    return nil
  }
}
