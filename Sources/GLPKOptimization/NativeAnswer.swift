import GLPKBridge
import Optimization

/// Room for the bridge's answer, and its reading.
final class NativeAnswer {
  var answer = GLPKBridgeAnswer()
  private let values: UnsafeMutableBufferPointer<Double>
  private let reducedCosts: UnsafeMutableBufferPointer<Double>
  private let duals: UnsafeMutableBufferPointer<Double>

  init(variables: Int, constraints: Int) {
    values = Self.room(variables)
    reducedCosts = Self.room(variables)
    duals = Self.room(constraints)
    answer.column_values = values.baseAddress
    answer.reduced_costs = reducedCosts.baseAddress
    answer.row_duals = duals.baseAddress
  }

  deinit {
    values.deallocate()
    reducedCosts.deallocate()
    duals.deallocate()
  }

  /// The answer, checked against the program.
  func result(for program: LinearProgram, tolerance: Double) -> OptimizationResult {
    let found = answer.has_duals ? Duals(constraints: Array(duals), reducedCosts: Array(reducedCosts)) : nil
    let candidate = answer.has_values ? Solution(values: Array(values), of: program, duals: found) : nil
    return OptimizationResult(
      status: status, candidate: candidate, bound: answer.bound, nodes: Int(answer.nodes),
      iterations: Int(answer.iterations), tolerance: tolerance)
  }

  private var status: TerminationStatus {
    switch answer.status {
    case GLPKBridgeOptimal: .optimal
    case GLPKBridgeWithinGap: .withinGap
    case GLPKBridgeInfeasible: .infeasible
    case GLPKBridgeUnbounded: .unbounded
    case GLPKBridgeInfeasibleOrUnbounded: .infeasibleOrUnbounded
    case GLPKBridgeNodeLimit: .nodeLimit
    case GLPKBridgeIterationLimit: .iterationLimit
    case GLPKBridgeTimeLimit: .timeLimit
    case GLPKBridgeMemoryLimit: .memoryLimit
    case GLPKBridgeInterrupted: .interrupted
    case GLPKBridgeNumericalTrouble: .numericalTrouble
    case GLPKBridgeEnvironmentInUse:
      .fault(.unavailable("This thread is already inside GLPK: a progress callback cannot solve another program."))
    case GLPKBridgeNotReentrant:
      .fault(.unavailable("This GLPK was built without thread-local storage and cannot be used safely."))
    default: .fault(.solver(message))
    }
  }

  private var message: String {
    withUnsafeBytes(of: answer.message) { bytes in
      let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      return text.split(separator: "\n").joined(separator: " ")
    }
  }

  private static func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: max(count, 1))
    buffer.initialize(repeating: 0)
    return UnsafeMutableBufferPointer(rebasing: buffer[..<count])
  }
}
