import ArgumentParser
import Experts
import FoundationEssentials
import Optimization
import Planning
import Plans
import Reporting

/// `layline load`.
struct LoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Read recorded loads of experts, show how uneven they are, and write them as one file.",
    discussion: """
      Reads what SGLang's recorder wrote (JSON, or the older CSV), the folder of TensorRT-LLM's statistics, weights of \
      DeepSeek's EPLB (JSON, CSV or .npy), and the experts of each token (NPZ, .npy or JSON lines). Several files are added \
      up. What --output writes is read by plan and place --expert-load.
      """)

  @OptionGroup var options: LoadOptions
  @OptionGroup var reading: ModelReadingOptions

  func run() throws {
    let output = try options.output.map {
      try LoadOutput($0, inputs: options.files, separate: options.separate)
    }
    let model = try options.modelExperts()
    let recordings = try recordings(model)
    let (gpus, window, pairs) = (try options.gpuCount(), try options.windowLength(), try options.pairCount())
    let summaries = try recordings.map { recording in
      if window != nil { try recording.requireSteps(for: "--window") }
      return try LoadSummary(recording, gpus: gpus, window: window, pairs: pairs)
    }
    for recording in recordings { recording.unevenness.map { Warning.print(recording.file, $0) } }
    try output?.write(recordings)
    try Answer.print(
      options.json
        ? JSONText.encode(LoadSummaryDocument(summaries))
        : summaries.map { LoadReport($0).description }.joined(separator: "\n\n"))
  }

  /// One of all files together, or one for each.
  private func recordings(_ model: ModelExperts?) throws -> [LoadRecording] {
    let (reader, range) = (try options.reader(model), try options.stepRange())
    let read = try options.files.map { file in
      let recording = try reader.read(contentsOf: file)
      for note in recording.notes { Warning.print(file, note) }
      return try range.map(recording.selecting) ?? recording
    }
    let joined = options.separate ? read : [try LoadRecording(joining: read)]
    return try joined.map { recording in try model.map(recording.fitted) ?? recording }
  }
}

/// `layline place`.
struct PlaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "Place experts on GPUs by recorded loads, and prove how good that is.",
    discussion: """
      Needs no model: a load file is {"logical_count": [layer][expert]}, or [step][layer][expert], as SGLang's recorder \
      writes it, or the bare list [layer][expert] that DeepSeek's EPLB takes; a layer without tokens is left alone. Several files are several scenarios, and the worst of them counts.
      """)

  @OptionGroup var options: PlaceOptions
  @OptionGroup var reading: ModelReadingOptions

  func run() throws {
    let output = try options.outputFile()
    let format = try options.outputFormat()
    let routes = try options.network.recorded(in: options.routeContext)
    var request = try options.request(routes)
    let predictor = try options.prediction.predictor(for: options.expertLoad)
    try predictor?.check(request.target)
    if let routes {
      request = try request.with(options.network.request(routes, on: request.target, predictor: predictor))
    }
    try format.check(request.target, expertCount: request.expertCount)
    let progress = ProgressLine("placing")
    let clock = ContinuousClock()
    let start = clock.now
    if request.canEndEarly { Interruption.awaitAnswer() }
    var document = try ExpertPlacementPlanner(
      request, optimizer: GLPKOptimizer(), progress: progress.show, isStopped: { Interruption.isRequested }
    ).place()
    progress.finish()
    document.prediction = try predictor?.prediction(of: document)
    let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    let file = PlacementFile(document: document, format: format)
    try output?.write(Data(file.text().utf8))
    try Answer.print(
      options.json ? JSONText.encode(document) : ExpertPlacementReport(document, took: took).description)
    if document.isInterrupted == true { throw ExitStatus.interrupted }
  }
}
