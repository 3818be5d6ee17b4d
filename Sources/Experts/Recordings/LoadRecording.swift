import Formats

/// Tokens of experts as something recorded them.
public struct LoadRecording: Sendable, Equatable {
  /// The file or folder as the user named it; of several, their names.
  public let file: String
  /// The tool that recorded it.
  public let kind: LoadKind
  /// E.
  public let expertCount: Int
  /// Ascending by number; at least one, and all with as many layers.
  public let steps: [LoadStep]
  /// Whether the recording tells steps apart.
  public let isStepped: Bool
  /// Whether only layers that were seen have a row, so that the model may have more.
  public let isOpenEnded: Bool
  /// The experts of each token, by layer; empty where only counts were recorded.
  public let routes: [Int: TokenRoutes]
  /// Assumptions made where the file is silent, in sentences.
  public let notes: [String]

  public init(
    file: String, kind: LoadKind, expertCount: Int, steps: [LoadStep], isStepped: Bool = false,
    isOpenEnded: Bool = false, routes: [Int: TokenRoutes] = [:], notes: [String] = []
  ) {
    self.file = file
    self.kind = kind
    self.expertCount = expertCount
    self.steps = steps
    self.isStepped = isStepped
    self.isOpenEnded = isOpenEnded
    self.routes = routes
    self.notes = notes
  }

  /// Layers with a row, those without experts too.
  public var layerCount: Int { steps[0].tokens.count }

  /// Tokens of all steps together, [layer][expert].
  public var tokens: [[Double]] { LoadMatrix.sum(steps.map(\.tokens)) }
}

extension LoadRecording {
  /// Layers of one model see the same tokens, each k times: sums further apart than this are told.
  private static let tolerance = 0.05

  /// The recording with as many layers as a model has.
  /// - Throws: `Diagnostic` where the numbers of layers, experts or experts per token differ, a layer without experts
  ///   has tokens, or one with experts has none.
  public func fitted(to model: ModelExperts) throws -> LoadRecording {
    func fault(_ id: DiagnosticID, _ found: String, _ expected: String) -> Diagnostic {
      Diagnostic(id: id, file: file, found: found, expected: expected)
    }
    guard expertCount == model.expertCount else {
      throw fault(.expertCount, "\(expertCount) experts", "\(model.expertCount), as \(model.name) has")
    }
    let layers = model.experts.count
    guard layerCount == layers || isOpenEnded && layerCount < layers else {
      throw fault(.layerCount, "\(layerCount) layers", "\(layers), as \(model.name) has")
    }
    if let perToken = expertsPerToken, perToken != model.perToken {
      throw fault(
        .expertCount, "\(perToken) experts of each token", "\(model.perToken), as \(model.name) chooses")
    }
    let fitted = replacing(
      steps: steps.map {
        LoadStep(number: $0.number, tokens: LoadMatrix.padded($0.tokens, to: layers, experts: expertCount))
      })
    for (layer, row) in fitted.tokens.enumerated() {
      let isEmpty = row.allSatisfy { $0 == 0 }
      guard isEmpty != (model.experts[layer] > 0) else {
        throw isEmpty
          ? fault(.expertsWithoutTokens, "no tokens in layer \(layer)", "tokens: it has experts in \(model.name)")
          : fault(.tokensWithoutExperts, "tokens in layer \(layer)", "none: it has no experts in \(model.name)")
      }
    }
    return fitted
  }

  /// k, where each token was recorded and all went to as many experts.
  public var expertsPerToken: Int? {
    let counts = routes.values.map { $0.tokenCount > 0 ? Double($0.experts.count) / Double($0.tokenCount) : 0 }
    guard let first = counts.first, first == first.rounded(), counts.allSatisfy({ $0 == first }) else { return nil }
    return Int(first)
  }

  /// A sentence where layers have very different numbers of tokens; `nil` where they agree, or are weights of any scale.
  public var unevenness: String? {
    guard kind != .eplb else { return nil }
    let sums = tokens.map { $0.reduce(0, +) }
    let some = sums.filter { $0 > 0 }.sorted()
    guard !some.isEmpty else { return nil }
    let median = some[some.count / 2]
    let odd = sums.indices.filter { sums[$0] > 0 && abs(sums[$0] / median - 1) > Self.tolerance }
    guard let worst = odd.max(by: { abs(sums[$0] / median - 1) < abs(sums[$1] / median - 1) }) else { return nil }
    let percent = (sums[worst] / median * 100).rounded()
    return
      "Layers differ in tokens: \(odd.count) of \(some.count) are more than 5 % off the median, layer \(worst) has "
      + "\(percent < 1e9 ? "\(Int(percent))" : "far above 100") % of it. Every layer sees the same tokens, so some were not recorded."
  }
}

extension LoadRecording {
  /// Joins several recordings of one model: counts of the same step are added up, and so are those of recordings
  /// without steps.
  /// - Parameter recordings: The recordings, at least one.
  /// - Throws: `Diagnostic` "loads-differ" where the numbers of experts or layers differ, or only some have steps.
  public init(joining recordings: [LoadRecording]) throws {
    let first = recordings[0]
    let layers = try Self.layerCount(of: recordings)
    var steps: [Int: [[Double]]] = [:]
    for recording in recordings {
      guard recording.expertCount == first.expertCount else {
        throw Self.fault(recording, "\(recording.expertCount) experts", "\(first.expertCount)", first)
      }
      guard recording.isStepped == first.isStepped else {
        func words(_ isStepped: Bool) -> String { isStepped ? "several steps" : "one count of all steps" }
        throw Self.fault(recording, words(recording.isStepped), words(first.isStepped), first)
      }
      for step in recording.steps {
        let tokens = LoadMatrix.padded(step.tokens, to: layers, experts: first.expertCount)
        steps[step.number] = steps[step.number].map { LoadMatrix.sum([$0, tokens]) } ?? tokens
      }
      guard steps.count * layers * first.expertCount <= InputLimits.arrayEntries else {
        throw Self.fault(recording, "more counts", "at most \(InputLimits.arrayEntries)", first)
      }
    }
    let routed = Set(recordings.flatMap(\.routes.keys))
    // Routes of some would stand for all.
    let isRouted = recordings.allSatisfy { !$0.routes.isEmpty }
    self.init(
      file: recordings.count == 1 ? first.file : "\(first.file) and \(recordings.count - 1) more", kind: first.kind,
      expertCount: first.expertCount,
      steps: steps.sorted { $0.key < $1.key }.map { LoadStep(number: $0.key, tokens: $0.value) },
      isStepped: first.isStepped, isOpenEnded: recordings.allSatisfy(\.isOpenEnded),
      routes: isRouted
        ? Dictionary(
          uniqueKeysWithValues: routed.map { layer in
            (layer, TokenRoutes(joining: recordings.compactMap { $0.routes[layer] }))
          }) : [:], notes: recordings.count == 1 ? first.notes : [])
  }

  /// The number of layers that a recording states, or the largest number found.
  private static func layerCount(of recordings: [LoadRecording]) throws -> Int {
    let said = recordings.first { !$0.isOpenEnded }
    guard let said else { return recordings.map(\.layerCount).max() ?? 0 }
    for recording in recordings
    where recording.isOpenEnded ? recording.layerCount > said.layerCount : recording.layerCount != said.layerCount {
      throw fault(recording, "\(recording.layerCount) layers", "\(said.layerCount)", said)
    }
    return said.layerCount
  }

  private static func fault(
    _ recording: LoadRecording, _ found: String, _ expected: String, _ first: LoadRecording
  ) -> Diagnostic {
    Diagnostic(
      id: .loadsDiffer, file: recording.file, found: found, expected: "\(expected), as in \(first.file)",
      advice: recording.expertCount == first.expertCount ? nil : "--experts or --model says how many there are")
  }

  /// The steps of some numbers only.
  /// - Throws: `Diagnostic` "missing-steps" where the recording tells none apart, or has none of them.
  public func selecting(_ range: ClosedRange<Int>) throws -> LoadRecording {
    try requireSteps(for: "--steps")
    let chosen = steps.filter { range.contains($0.number) }
    guard !chosen.isEmpty else {
      throw Diagnostic(
        id: .missingSteps, file: file, found: "the steps \(steps[0].number) to \(steps[steps.count - 1].number)",
        expected: "some of \(range.lowerBound) to \(range.upperBound)")
    }
    return replacing(steps: chosen)
  }

  /// - Throws: `Diagnostic` "missing-steps" where the recording tells no steps apart.
  public func requireSteps(for flag: String) throws {
    guard !isStepped else { return }
    throw Diagnostic(
      id: .missingSteps, file: file, found: "one count of all steps",
      expected: "counts of several steps for \(flag), as SGLang's and TensorRT-LLM's recorders write them")
  }

  /// The recording with other steps.
  func replacing(steps: [LoadStep]) -> LoadRecording {
    LoadRecording(
      file: file, kind: kind, expertCount: expertCount, steps: steps, isStepped: isStepped, isOpenEnded: isOpenEnded,
      routes: routes, notes: notes)
  }
}

extension LoadRecording {
  /// `{"logical_count": [layer][expert]}`, as SGLang's recorder writes it and Layline reads it: a line for each layer.
  public var text: String {
    let rows = tokens.map { "    [\($0.map(Self.number).joined(separator: ", "))]" }
    return "{\n  \"logical_count\": [\n\(rows.joined(separator: ",\n"))\n  ]\n}\n"
  }

  /// Whole counts without a point.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
