extension LinearProgram {
  /// Adds a variable.
  ///
  /// - Parameters:
  ///   - name: The name, `[A-Za-z_][A-Za-z0-9_.]{0,200}`, unique among variables.
  ///   - lower: The lower bound; `-.infinity` for none.
  ///   - upper: The upper bound; `.infinity` for none.
  ///   - kind: The values that it may take: continuous, integer or binary.
  ///   - cost: The objective coefficient.
  @discardableResult
  public mutating func addVariable(
    _ name: String, lower: Double = 0, upper: Double = .infinity, kind: VariableKind = .continuous, cost: Double = 0
  ) -> Variable {
    variableNames.append(name)
    variableLower.append(lower)
    variableUpper.append(upper)
    kinds.append(kind)
    costs.append(cost)
    return Variable(index: variableCount - 1)
  }

  /// Adds a variable that is 0 or 1.
  @discardableResult
  public mutating func addBinary(_ name: String, cost: Double = 0) -> Variable {
    addVariable(name, lower: 0, upper: 1, kind: .binary, cost: cost)
  }

  /// Adds the constraint `terms relation rightHandSide`.
  ///
  /// - Parameters:
  ///   - name: The name, `[A-Za-z_][A-Za-z0-9_.]{0,200}`, unique among constraints.
  ///   - terms: The terms. They may be empty, and `addTerm` may add more.
  ///   - relation: The relation of the terms to the right-hand side.
  ///   - rightHandSide: A finite number.
  @discardableResult
  public mutating func addConstraint(
    _ name: String, _ terms: some Sequence<Term>, _ relation: Relation,
    _ rightHandSide: Double
  ) -> Constraint {
    let interval = relation.interval(rightHandSide)
    return addConstraint(name, lower: interval.lower, upper: interval.upper, terms)
  }

  /// Adds the constraint `lower ≤ terms ≤ upper`.
  ///
  /// - Parameters:
  ///   - name: `[A-Za-z_][A-Za-z0-9_.]{0,200}`, no other constraint's.
  ///   - lower: Lower bound; `-.infinity` for none.
  ///   - upper: Upper bound; `.infinity` for none.
  ///   - terms: May be empty, and more may follow with `addTerm`.
  @discardableResult
  public mutating func addConstraint(
    _ name: String, lower: Double, upper: Double, _ terms: some Sequence<Term>
  ) -> Constraint {
    constraintNames.append(name)
    constraintLower.append(lower)
    constraintUpper.append(upper)
    let constraint = Constraint(index: constraintCount - 1)
    for term in terms { addTerm(term.coefficient, term.variable, to: constraint) }
    return constraint
  }

  /// Adds `coefficient · variable` to a constraint that is there already: the way to write a program column by column.
  public mutating func addTerm(_ coefficient: Double, _ variable: Variable, to constraint: Constraint) {
    termRows.append(Int32(truncatingIfNeeded: constraint.index))
    termColumns.append(Int32(truncatingIfNeeded: variable.index))
    termValues.append(coefficient)
  }

  /// Sets the objective coefficient of a variable.
  public mutating func setCost(_ cost: Double, of variable: Variable) {
    costs[variable.index] = cost
  }

  /// Changes the bounds of a variable.
  public mutating func setBounds(lower: Double, upper: Double, of variable: Variable) {
    variableLower[variable.index] = lower
    variableUpper[variable.index] = upper
  }

  /// Changes the bounds of a constraint.
  public mutating func setBounds(lower: Double, upper: Double, of constraint: Constraint) {
    constraintLower[constraint.index] = lower
    constraintUpper[constraint.index] = upper
  }
}

/// The relation of the terms of a constraint to its right-hand side.
public enum Relation: Sendable, Equatable {
  /// terms ≤ right-hand side
  case atMost
  /// terms ≥ right-hand side
  case atLeast
  /// terms = right-hand side
  case equal

  /// The interval that the terms have to lie in.
  func interval(_ rightHandSide: Double) -> (lower: Double, upper: Double) {
    switch self {
    case .atMost: (-.infinity, rightHandSide)
    case .atLeast: (rightHandSide, .infinity)
    case .equal: (rightHandSide, rightHandSide)
    }
  }
}
