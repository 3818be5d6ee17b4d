/// CPLEX LP, the human-readable format of `glpsol --lp`, `highs`, `cbc` and SCIP.
///
/// The objective is minimised. Readers differ on two-sided constraints, so such a constraint c is written as c (its
/// lower side) and c.upper. Constraints without bounds are omitted. Names that the format would misread get an
/// underscore in front; a comment at the top lists them.
public struct LPWriter: ProgramWriter {
  /// Terms on a line, so that no line passes the 255 characters of some readers by much.
  private static let termsPerLine = 4

  public init() {}

  /// "lp"
  public var fileExtension: String { "lp" }

  /// The whole file.
  public func text(for program: LinearProgram) -> String {
    let variables = LPNames(program.variableNames)
    let constraints = LPNames(program.constraintNames)
    var out = "\\ \(program.name)\n"
    for change in variables.changed + constraints.changed { out += "\\ \(change.before) is \(change.after)\n" }
    out += "Minimize\n"
    let taken = Set(constraints.names)
    let costs = program.costs.indices.filter { program.costs[$0] != 0 }.map { (program.costs[$0], variables.names[$0]) }
    out += " \(unused("objective", among: taken)): \(sum(costs, variables.names))\nSubject To\n"
    writeConstraints(of: program, variables.names, constraints.names, to: &out)
    out += "Bounds\n"
    for column in 0..<program.variableCount { out += " \(bounds(program, column, variables.names[column]))\n" }
    writeKinds(of: program, variables.names, to: &out)
    return out + "End\n"
  }

  private func writeConstraints(
    of program: LinearProgram, _ variables: [String], _ constraints: [String], to out: inout String
  ) {
    let rows = program.rows
    var taken = Set(constraints)
    for row in 0..<program.constraintCount {
      let lower = program.constraintLower[row], upper = program.constraintUpper[row]
      let terms = rows.range(row).map { (rows.values[$0], variables[Int(rows.indices[$0])]) }
      let text = sum(terms, variables)
      let name = constraints[row]
      if lower == upper {
        out += " \(name): \(text) = \(number(lower))\n"
      } else if lower.isFinite, upper.isFinite {
        let second = unused(name + ".upper", among: taken)
        taken.insert(second)
        out += " \(name): \(text) >= \(number(lower))\n \(second): \(text) <= \(number(upper))\n"
      } else if lower.isFinite {
        out += " \(name): \(text) >= \(number(lower))\n"
      } else if upper.isFinite {
        out += " \(name): \(text) <= \(number(upper))\n"
      }
    }
  }

  /// The terms with their signs. The format has no empty sum, so an empty one is written as 0 times the first variable.
  private func sum(_ terms: [(coefficient: Double, name: String)], _ variables: [String]) -> String {
    guard !terms.isEmpty else { return variables.first.map { "0 \($0)" } ?? "" }
    var text = ""
    for (index, term) in terms.enumerated() {
      if index > 0 { text += index.isMultiple(of: Self.termsPerLine) ? "\n  " : " " }
      text += term.coefficient < 0 ? "- " : index > 0 ? "+ " : ""
      text += term.coefficient.magnitude == 1 ? term.name : "\(number(term.coefficient.magnitude)) \(term.name)"
    }
    return text
  }

  private func bounds(_ program: LinearProgram, _ column: Int, _ name: String) -> String {
    let lower = program.variableLower[column], upper = program.variableUpper[column]
    if lower == upper { return "\(name) = \(number(lower))" }
    if lower.isInfinite && upper.isInfinite { return "\(name) free" }
    if upper.isInfinite { return "\(name) >= \(number(lower))" }
    return "\(lower.isInfinite ? "-inf" : number(lower)) <= \(name) <= \(number(upper))"
  }

  private func writeKinds(of program: LinearProgram, _ names: [String], to out: inout String) {
    // "Binaries" would set the bounds of a fixed binary back to 0 and 1.
    let isFree = { (column: Int) in program.variableLower[column] < program.variableUpper[column] }
    let binaries = names.indices.filter { program.kinds[$0] == .binary && isFree($0) }
    let generals = names.indices.filter {
      program.kinds[$0].isIntegral && !(program.kinds[$0] == .binary && isFree($0))
    }
    if !generals.isEmpty { out += "Generals\n" + generals.map { " \(names[$0])\n" }.joined() }
    if !binaries.isEmpty { out += "Binaries\n" + binaries.map { " \(names[$0])\n" }.joined() }
  }
}

/// Names as the CPLEX LP format can bear them. A name that would be read as something else there ("e5" as an exponent,
/// "free" as a keyword) gets an underscore in front; all others stay.
private struct LPNames {
  let names: [String]
  /// The names that had to change: before and after, in order.
  let changed: [(before: String, after: String)]

  private static let keywords: Set<String> = [
    "min", "minimize", "minimise", "minimum", "max", "maximize", "maximise", "maximum", "subject", "such", "st", "s.t.",
    "st.", "bounds", "bound", "free", "inf", "infinity", "general", "generals", "gen", "integer", "integers", "int",
    "binary", "binaries", "bin", "end", "semi", "sos", "sos1", "sos2", "sec", "nan",
  ]

  init(_ original: [String]) {
    var taken = Set(original)
    var changed: [(before: String, after: String)] = []
    names = original.map { name in
      guard Self.isMisread(name) else { return name }
      var candidate = "_" + name
      while taken.contains(candidate) { candidate = "_" + candidate }
      taken.insert(candidate)
      changed.append((name, candidate))
      return candidate
    }
    self.changed = changed
  }

  /// Whether some reader takes it for a keyword or the exponent of the number before it.
  private static func isMisread(_ name: String) -> Bool {
    let lowered = name.lowercased()
    if keywords.contains(lowered) { return true }
    guard lowered.first == "e" else { return false }
    return lowered.dropFirst().first.map { $0.isNumber || $0 == "e" || $0 == "." } ?? true
  }
}
