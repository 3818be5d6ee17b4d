import ExpertMaps
import Inputs

extension LoadRecording {
  /// Several recordings of one model as one: counts of steps of the same number are added up, and so are those of
  /// recordings without steps.
  /// - Parameter recordings: At least one.
  /// - Throws: `Diagnostic` "loads-differ" where they are of other numbers of experts or layers, or only some tell steps
  ///   apart.
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

  /// The number that some say, or the most that were seen.
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
      id: "loads-differ", file: recording.file, found: found, expected: "\(expected), as in \(first.file)",
      advice: recording.expertCount == first.expertCount ? nil : "--experts or --model says how many there are")
  }

  /// The steps of some numbers only.
  /// - Throws: `Diagnostic` "steps-missing" where the recording tells none apart, or has none of them.
  public func selecting(_ range: ClosedRange<Int>) throws -> LoadRecording {
    try requireSteps(for: "--steps")
    let chosen = steps.filter { range.contains($0.number) }
    guard !chosen.isEmpty else {
      throw Diagnostic(
        id: "steps-missing", file: file, found: "the steps \(steps[0].number) to \(steps[steps.count - 1].number)",
        expected: "some of \(range.lowerBound) to \(range.upperBound)")
    }
    return replacing(steps: chosen)
  }

  /// - Throws: `Diagnostic` "steps-missing" where the recording tells no steps apart.
  public func requireSteps(for flag: String) throws {
    guard !isStepped else { return }
    throw Diagnostic(
      id: "steps-missing", file: file, found: "one count of all steps",
      expected: "counts of several steps for \(flag), as SGLang's and TensorRT-LLM's recorders write them")
  }

  /// The same with other steps.
  func replacing(steps: [LoadStep]) -> LoadRecording {
    LoadRecording(
      file: file, kind: kind, expertCount: expertCount, steps: steps, isStepped: isStepped, isOpenEnded: isOpenEnded,
      routes: routes, notes: notes)
  }
}
