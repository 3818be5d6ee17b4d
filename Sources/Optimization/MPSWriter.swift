/// Free MPS, read by every solver: `glpsol --freemps`, `highs`, `cbc`, SCIP.
///
/// The objective is minimised. Every variable states both of its bounds, because readers have different defaults
/// (whether a negative upper bound frees the lower one; whether an integer without bounds is binary). Constraints
/// without bounds are written as N rows after the objective; most readers drop those.
public struct MPSWriter: ProgramWriter {
  public init() {}

  /// "mps"
  public var fileExtension: String { "mps" }

  /// The whole file.
  public func text(for program: LinearProgram) -> String {
    let objective = unused("objective", among: Set(program.constraintNames))
    // Without the word FREE, CBC guesses the format from the columns that a bound happens to stand in.
    var out = "NAME \(program.name) FREE\nROWS\n N \(objective)\n"
    for row in 0..<program.constraintCount { out += " \(rowType(program, row)) \(program.constraintNames[row])\n" }
    out += "COLUMNS\n"
    writeColumns(of: program, objective: objective, to: &out)
    out += "RHS\n"
    for row in 0..<program.constraintCount { writeSide(of: program, row, to: &out) }
    out += "RANGES\n"
    for row in 0..<program.constraintCount where isRange(program, row) {
      let width = program.constraintUpper[row] - program.constraintLower[row]
      out += " RNG \(program.constraintNames[row]) \(number(width))\n"
    }
    out += "BOUNDS\n"
    for column in 0..<program.variableCount { writeBounds(of: program, column, to: &out) }
    return out + "ENDATA\n"
  }

  private func isRange(_ program: LinearProgram, _ row: Int) -> Bool {
    let lower = program.constraintLower[row], upper = program.constraintUpper[row]
    return lower.isFinite && upper.isFinite && lower != upper
  }

  private func rowType(_ program: LinearProgram, _ row: Int) -> String {
    let lower = program.constraintLower[row], upper = program.constraintUpper[row]
    if lower == upper { return "E" }
    if lower.isFinite { return "G" }
    return upper.isFinite ? "L" : "N"
  }

  private func writeColumns(of program: LinearProgram, objective: String, to out: inout String) {
    let columns = program.columns
    var isInteger = false
    var markers = 0
    for column in 0..<program.variableCount {
      if program.kinds[column].isIntegral != isInteger {
        isInteger.toggle()
        out += " MARKER\(markers) 'MARKER' '\(isInteger ? "INTORG" : "INTEND")'\n"
        markers += 1
      }
      let name = program.variableNames[column]
      // A variable exists in the file only where some line names it.
      if program.costs[column] != 0 || columns.range(column).isEmpty {
        out += " \(name) \(objective) \(number(program.costs[column]))\n"
      }
      for place in columns.range(column) {
        out += " \(name) \(program.constraintNames[Int(columns.indices[place])]) \(number(columns.values[place]))\n"
      }
    }
    if isInteger { out += " MARKER\(markers) 'MARKER' 'INTEND'\n" }
  }

  private func writeSide(of program: LinearProgram, _ row: Int, to out: inout String) {
    let lower = program.constraintLower[row], upper = program.constraintUpper[row]
    let side = lower.isFinite ? lower : upper
    guard side.isFinite, side != 0 else { return }
    out += " RHS \(program.constraintNames[row]) \(number(side))\n"
  }

  private func writeBounds(of program: LinearProgram, _ column: Int, to out: inout String) {
    let name = program.variableNames[column]
    let lower = program.variableLower[column], upper = program.variableUpper[column]
    if lower == upper {
      out += " FX BND \(name) \(number(lower))\n"
    } else if lower.isInfinite && upper.isInfinite {
      out += " FR BND \(name)\n"
    } else if program.kinds[column] == .binary {
      out += " BV BND \(name)\n"
    } else {
      out += lower.isInfinite ? " MI BND \(name)\n" : " LO BND \(name) \(number(lower))\n"
      out += upper.isInfinite ? " PL BND \(name)\n" : " UP BND \(name) \(number(upper))\n"
    }
  }
}

/// Writes a program in a file format that other solvers read. Same program, same bytes.
public protocol ProgramWriter: Sendable {
  /// The file name extension: "mps".
  var fileExtension: String { get }

  /// The content of the file.
  ///
  /// - Parameter program: A program without faults. The text for any other program is undefined.
  func text(for program: LinearProgram) -> String
}

extension ProgramWriter {
  /// The shortest decimal that reads back as the same number, without a trailing ".0".
  func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `name`, or the first of `name_`, `name__`, … that is not taken.
  func unused(_ name: String, among taken: Set<String>) -> String {
    var candidate = name
    while taken.contains(candidate) { candidate += "_" }
    return candidate
  }
}
