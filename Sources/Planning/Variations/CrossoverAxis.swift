import Clusters
import Costing

/// An input that is moved to see where the winner changes, and the values that are tried.
struct CrossoverAxis: Sendable {
  let axis: InputAxis
  /// The values in the unit that is shown, ascending; that of the request is among them.
  let values: [Double]
  /// The value of the request; `nil` where it leaves the input open.
  let current: Double?
  /// The reason why the input cannot be moved; `nil` where it can.
  var obstacle: String?

  init(_ axis: InputAxis, values: [Double], current: Double?) {
    self.axis = axis
    self.current = current
    self.values = Set(values + [current].compactMap(\.self)).sorted()
  }

  /// One that cannot be moved.
  init(_ axis: InputAxis, obstacle: String) {
    self.axis = axis
    self.obstacle = obstacle
    values = []
    current = nil
  }

  /// The unit of the values.
  var unit: String {
    switch axis {
    case .scaleOut: "GB/s per GPU, one way"
    case .domain: "GPUs"
    case .context, .input: "tokens"
    case .batch: "sequences in a replica"
    default: axis.noun
    }
  }

  /// The request at a value.
  /// - Throws: `Diagnostic` for a value that cannot be.
  func request(_ request: PlanRequest, at value: Double) throws -> PlanRequest {
    guard axis == .scaleOut, let current else { return try axis.varied(request, to: value, flag: "compare") }
    return try axis.varied(request, by: .factor(value / current), flag: "compare")
  }

  /// Whether only the values of the list make sense, as sizes of domains do.
  private var isList: Bool { axis == .domain }
  /// Whether a flip lies between two values and not at one.
  var isStepped: Bool { isList || axis == .expertsPerToken }

  /// Whether no layout gets worse as the value grows.
  var isMonotone: Bool { axis == .scaleOut }

  /// Whether two values are as near as they can get, or near enough.
  func isClose(_ low: Double, _ high: Double) -> Bool {
    isList || high / low <= Self.precision || axis.isWhole && high - low <= 1
  }

  /// Between the two in ratio.
  func middle(_ low: Double, _ high: Double) -> Double {
    let middle = (low * high).squareRoot()
    return axis.isWhole ? min(max(middle.rounded(), low + 1), high - 1) : middle
  }

  /// A crossover is known to a percent.
  private static let precision = 1.01
}
