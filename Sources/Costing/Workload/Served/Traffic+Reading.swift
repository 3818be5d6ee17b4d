import Inputs

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
        id: "out-of-range", file: hits.file, key: hits.key, line: hits.line, found: "all of a prompt",
        expected: "a share below 1: the last token of a prompt is always computed")
    }
    self.init(
      inputTokens: Double(try input.tokens()), outputTokens: Double(try output.tokens(atLeast: 2)),
      prefixCacheHitRate: share, load: .requestsPerSecond(1))
  }
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
        id: "missing-key", file: node.file, key: node.path(to: missing), line: node.line, found: "no such key",
        expected: "draft-tokens and acceptance together")
    }
    self.init(draftTokens: try draft.integer(atLeast: 1, atMost: 64), acceptance: try acceptance.share())
  }
}
