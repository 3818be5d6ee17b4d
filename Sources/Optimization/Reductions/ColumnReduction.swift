/// A program without some of its variables, and the way back from its answers.
///
/// Encode: `ColumnReduction(program, dropping: zeros)` leaves out variables that are to be 0. Decode: `expand` puts the
/// zeros back. Constraints keep their positions, so duals need no decoding.
public struct ColumnReduction: Sendable, Equatable {
  /// The smaller program.
  public let program: LinearProgram
  /// For each variable of the smaller program, the one that it was.
  public let kept: [Variable]
  private let originalCount: Int

  /// - Parameters:
  ///   - original: The program.
  ///   - dropped: Variables to be 0; bounds that rule 0 out are lost with them.
  public init(_ original: LinearProgram, dropping dropped: some Sequence<Variable>) {
    var isKept = [Bool](repeating: true, count: original.variableCount)
    for variable in dropped { isKept[variable.index] = false }
    kept = original.variables.filter { isKept[$0.index] }
    originalCount = original.variableCount
    program = original.keeping(kept)
  }

  /// Values of the original program from values of the smaller one.
  public func expand(_ values: [Double]) -> [Double] {
    var expanded = [Double](repeating: 0, count: originalCount)
    for (index, variable) in kept.enumerated() { expanded[variable.index] = values[index] }
    return expanded
  }

  /// Values of the smaller program from values of the original one; those of dropped variables are lost.
  public func restrict(_ values: [Double]) -> [Double] {
    kept.map { values[$0.index] }
  }
}

extension LinearProgram {
  /// The same constraints over some of the variables, in the order given.
  fileprivate func keeping(_ kept: [Variable]) -> LinearProgram {
    var smaller = LinearProgram(name: name)
    var newIndex = [Int32](repeating: -1, count: variableCount)
    for (index, variable) in kept.enumerated() {
      newIndex[variable.index] = Int32(index)
      smaller.variableNames.append(variableNames[variable.index])
      smaller.variableLower.append(variableLower[variable.index])
      smaller.variableUpper.append(variableUpper[variable.index])
      smaller.kinds.append(kinds[variable.index])
      smaller.costs.append(costs[variable.index])
    }
    smaller.constraintNames = constraintNames
    smaller.constraintLower = constraintLower
    smaller.constraintUpper = constraintUpper
    for index in termValues.indices {
      let column = newIndex[Int(termColumns[index])]
      guard column >= 0 else { continue }
      smaller.termRows.append(termRows[index])
      smaller.termColumns.append(column)
      smaller.termValues.append(termValues[index])
    }
    return smaller
  }
}
