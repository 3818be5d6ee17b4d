import ArgumentParser
import Formats
import FoundationEssentials
import Quantities

/// `--time-limit`: when a search is to end with the best that it has.
struct TimeLimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "End the search after so long, 30s or 2m, with the best so far and its bound; no limit by default.")
  var timeLimit: String?

  /// Counts from now on.
  /// - Throws: `Diagnostic` that names the flag.
  func searchEnd() throws -> SearchEnd {
    SearchEnd(after: try FlagValue.node("--time-limit", timeLimit).map { try $0.timeLimit() })
  }
}

extension InputNode {
  /// Seconds: 30, "30s", "2m" or "1h".
  func timeLimit() throws -> Double {
    guard case .text(let text) = content else { return try number(atLeast: 0, atMost: 1e7) }
    let units: [(String, Double)] = [("ms", 0.001), ("min", 60), ("s", 1), ("m", 60), ("h", 3600)]
    let unit = units.first { text.hasSuffix($0.0) }
    let digits = text.dropLast(unit?.0.count ?? 0).filter { $0 != " " }
    guard let unit, let value = Double(digits), value >= 0, value * unit.1 <= 1e7 else {
      throw Diagnostic(
        id: .wrongType, file: file, found: "\"\(text)\"", expected: "a time such as 30s or 2m")
    }
    return value * unit.1
  }
}

/// The end of a search: by its time limit, or because somebody asked for it.
struct SearchEnd: Sendable {
  /// Seconds.
  let limit: Double?
  private let start = ContinuousClock().now

  init(after limit: Double?) { self.limit = limit }

  /// Whether a search is to end.
  var isReached: Bool { Interruption.isRequested || isOverdue }

  private var isOverdue: Bool { limit.map { (ContinuousClock().now - start) / .seconds(1) >= $0 } ?? false }

  /// How a command ends whose search was stopped.
  var status: ExitStatus { Interruption.isRequested ? .interrupted : .notProved }

  /// "not proved: stopped after 30 s ..."; `nil` where no time limit ended the search.
  var sentence: String? {
    guard let limit, !Interruption.isRequested, isOverdue else { return nil }
    return "stopped after \(Seconds(limit)) (--time-limit): the result depends on the speed of the machine"
  }
}
