import Optimization

/// The solver that the conformance suite runs. Another solver is tested by putting it here.
let solverUnderTest: any Optimizer = GLPKOptimizer()
