extension LinearProgram {
  /// The same program with every variable continuous; its optimum is a bound on this one's.
  public var relaxed: LinearProgram {
    var relaxation = self
    relaxation.kinds = [VariableKind](repeating: .continuous, count: variableCount)
    return relaxation
  }

  /// The same program with every integer variable fixed at its value; continuous variables stay as they were.
  ///
  /// - Parameter values: A value for every variable; those of integer variables are rounded to whole numbers.
  public func fixingIntegers(at values: [Double]) -> LinearProgram {
    var fixed = self
    for index in 0..<variableCount where kinds[index].isIntegral {
      fixed.variableLower[index] = values[index].rounded()
      fixed.variableUpper[index] = values[index].rounded()
    }
    return fixed
  }
}
