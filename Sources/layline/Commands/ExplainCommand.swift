import ArgumentParser
import Formats
import FoundationEssentials
import Planning
import Plans
import Reporting

/// `layline explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Derive a number of a plan down to its inputs, each with file and key.")

  @Argument(help: "A plan that layline plan wrote.", completion: .jsonFiles)
  var plan: String?

  @Argument(help: "What to explain: a name that the command lists without it, or a symbol such as TPOT.")
  var quantity: String?

  @Option(parsing: .unconditional, help: "Levels of the tree to unfold; by default what matters most, to the inputs.")
  var depth: String?

  @Flag(help: "Print the glossary of words and symbols instead; no plan is needed.")
  var symbols = false

  @Flag(help: "Print the whole derivation, the list or the glossary as JSON.")
  var json = false

  func validate() throws {
    guard symbols == (plan == nil) else {
      throw ValidationError(symbols ? "--symbols takes no plan" : "Missing expected argument '<plan>'")
    }
    guard depth == nil || (quantity != nil && !json) else {
      throw ValidationError("--depth goes with the text of a quantity")
    }
  }

  @OptionGroup var reading: ModelReadingOptions

  func run() throws {
    guard let plan else { return try answer(Glossary()) }
    let depth = try FlagValue.node("--depth", depth)?.integer(atMost: 1000)
    let document = try Plan.believed(contentsOf: plan)
    guard let quantity else { return try answer(QuantityList(document)) }
    let explanation = try document.explanation(of: Self.name(of: quantity), flag: "QUANTITY")
    if json { return try Answer.print(JSONText.encode(explanation)) }
    try Answer.print(ExplanationReport(explanation, unfolding: depth.map { .levels($0) } ?? .usual))
  }

  /// The quantity that a symbol stands for, of the kind of workers that was named before it: "workers[1].TPOT".
  private static func name(of written: String) -> String {
    let kind = written.hasPrefix("workers[") ? written.prefix { $0 != "." } : ""
    let rest = String(written.dropFirst(kind.isEmpty ? 0 : kind.count + 1))
    return (kind.isEmpty ? "" : "\(kind).") + (Glossary.quantity(of: rest) ?? rest)
  }

  private func answer(_ list: some Encodable & CustomStringConvertible) throws {
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline frontier`.
struct FrontierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frontier",
    abstract: "Find every layout and batch that no other beats in both tokens/s per GPU and tokens/s per user.")

  @OptionGroup var options: FrontierOptions

  func run() throws {
    let output = try options.outputFile()
    let axes = try options.plotAxes()
    let request = try options.request()
    let progress = ProgressLine("frontier")
    let clock = ContinuousClock()
    let start = clock.now
    let end = try options.limit.searchEnd()
    let result = try FrontierPlanner(request, progress: progress.show, isStopped: { end.isReached }).frontier()
    progress.finish()
    let seconds = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    let took = ([seconds] + [end.sentence].compactMap(\.self)).joined(separator: ", ")
    switch result {
    case .frontier(let frontier):
      try output?.write(Data(text(frontier, isCSV: options.writesCSV).utf8))
      try print(frontier, axes: axes, took: took)
      if frontier.certificate.status != .proved { throw ExitStatus.notProved }
    case .refused(let refusal):
      try Answer.print(
        options.json ? JSONText.encode(refusal) : "\(RefusalReport(refusal, answer: "frontier"))")
      throw ExitStatus.answerIsNo
    }
  }

  private func print(_ frontier: FrontierDocument, axes: FrontierAxes, took: String) throws {
    if options.json || options.csv {
      try Answer.print(text(frontier, isCSV: options.csv).dropLast())
    } else {
      try Answer.print(FrontierReport(frontier, axes: axes, took: took))
    }
  }

  /// Every point, with a line break at the end.
  private func text(_ frontier: FrontierDocument, isCSV: Bool) throws -> String {
    isCSV ? FrontierTable(frontier).csv : try JSONText.encode(frontier) + "\n"
  }
}
