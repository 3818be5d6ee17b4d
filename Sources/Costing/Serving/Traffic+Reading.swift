import Formats
import Models
import Quantities

extension Traffic {
  /// What one request is like, as it stands in a file or a flag; one request per second.
  /// - Parameters:
  ///   - input: Tokens of a prompt.
  ///   - output: Tokens generated for it, 2 or more.
  ///   - hits: Share of prompt tokens that is found in a prefix cache, below 1; `nil` for none.
  /// - Throws: `Diagnostic` that names the place of what is wrong.
  public init(input: InputNode, output: InputNode, hits: InputNode?) throws {
    let share = try hits?.share() ?? 0
    if let hits, share >= 1 {
      throw Diagnostic(
        id: .outOfRange, file: hits.file, key: hits.key, line: hits.line, found: "all of a prompt",
        expected: "a share below 1: the last token of a prompt is always computed")
    }
    self.init(
      inputTokens: Double(try input.tokens()), outputTokens: Double(try output.tokens(atLeast: 2)),
      prefixCacheHitRate: share, load: .requestsPerSecond(1))
  }

  /// Tokens of a sequence at its end.
  public var longestSequence: Int { Int((inputTokens + outputTokens).rounded(.up)) }
}

extension Speculation {
  /// Drafted tokens and their acceptance, as they stand in a file or in flags; `nil` where neither was given.
  /// - Parameters:
  ///   - draft: Tokens that are drafted in a step.
  ///   - acceptance: Share of them that is accepted, given that those before were.
  ///   - node: What holds the two.
  /// - Throws: `Diagnostic` that names the place of what is wrong, or of the one that is there alone.
  public init?(draft: InputNode?, acceptance: InputNode?, of node: InputNode) throws {
    guard draft != nil || acceptance != nil else { return nil }
    guard let draft, let acceptance else {
      let missing = draft == nil ? "draft-tokens" : "acceptance"
      throw Diagnostic(
        id: .missingKey, file: node.file, key: node.path(to: missing), line: node.line, found: "no such key",
        expected: "draft-tokens and acceptance together")
    }
    self.init(draftTokens: try draft.integer(atLeast: 1, atMost: 64), acceptance: try acceptance.share())
  }
}

/// How much of a workload there is.
public struct Demand: Sendable, Hashable {
  /// Requests that arrive.
  public let requestsPerSecond: Double
  /// Clients with one request at a time, where the rate follows from them.
  public let concurrency: Double?

  /// Arrivals that do not wait for answers.
  /// - Parameter requestsPerSecond: Above 0.
  public init(requestsPerSecond: Double) {
    self.requestsPerSecond = requestsPerSecond
    concurrency = nil
  }

  /// Clients that each send their next request when the last is answered: c / (TTFT + (output − 1) · TPOT) requests per
  /// second (Little), with the slowest times that are accepted. Faster answers would bring more.
  /// - Parameters:
  ///   - clients: c, where it was written; faults name this place.
  ///   - outputTokens: Generated for a request.
  ///   - targets: Both are needed.
  /// - Throws: `Diagnostic` "missing-target", and for what is no number of clients.
  public init(clients: InputNode, outputTokens: Double, targets: ServiceTargets) throws {
    let count = Double(try clients.integer(atLeast: 1, atMost: 1 << 24))
    guard let first = targets.timeToFirstToken, let token = targets.timePerOutputToken else {
      let missing = [
        targets.timeToFirstToken == nil ? "ttft" : nil, targets.timePerOutputToken == nil ? "tpot" : nil,
      ].compactMap(\.self)
      throw Diagnostic(
        id: .missingTarget, file: clients.file, key: clients.key, line: clients.line,
        found: "\(clients.summary) clients without \(missing.joined(separator: " and "))",
        expected: "both targets: how often clients ask follows from how long answers take",
        advice: "or give requests per second")
    }
    requestsPerSecond = count / (first.value + (outputTokens - 1) * token.value)
    concurrency = count
  }
}

/// What is served, with the model as it was read.
@dynamicMemberLookup
public struct ServedWorkload: Sendable {
  /// As the user said it.
  public var description: WorkloadDescription
  /// The model, stored as it will be served.
  public var model: ModelArchitecture

  public init(_ description: WorkloadDescription, model: ModelArchitecture) {
    self.description = description
    self.model = model
  }

  /// The same, unless its requests are longer than the model allows.
  /// - Parameters: The flag, or the file, key and line, that gives the length of answers.
  /// - Throws: `Diagnostic` "context-beyond-model".
  public func checked(file: String, key: String = "", line: Int? = nil) throws -> ServedWorkload {
    try model.check(length: description.traffic.longestSequence, file: file, key: key, line: line)
    return self
  }

  /// Everything that the user said of it.
  public subscript<Value>(dynamicMember member: KeyPath<WorkloadDescription, Value>) -> Value {
    description[keyPath: member]
  }
}

/// The slowest times that are accepted, as means over requests.
public struct ServiceTargets: Sendable, Hashable {
  /// TTFT; any where `nil`.
  public var timeToFirstToken: Seconds?
  /// TPOT; any where `nil`.
  public var timePerOutputToken: Seconds?

  public init(timeToFirstToken: Seconds? = nil, timePerOutputToken: Seconds? = nil) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }
}
