import Differences
import ArgumentParser
import Formats
import FoundationEssentials
import Plans
import Policy
import Reporting

/// `layline diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what is different between two plans, and what must move.",
    discussion: """
      Plan A is taken as running, plan B as what is to run: inputs, layout, what each GPU holds, bytes of weights to move \
      and the time of that on the network, and the change of every predicted figure. Both are plans of a replica, or both \
      plans of a cluster.
      """)

  @Argument(help: "A plan that layline plan wrote: what runs.", completion: .jsonFiles)
  var before: String

  @Argument(help: "A plan of the same kind: what is to run.", completion: .jsonFiles)
  var after: String

  @Option(help: "text, json or markdown.", completion: .words(Format.self))
  var format = "text"

  @Option(help: "Write the answer to a file, and nothing to stdout.", completion: .file())
  var output: String?

  @Flag(help: "Exit with 1 where the plans differ.")
  var exitCode = false

  @OptionGroup var reading: ModelReadingOptions

  func run() throws {
    let format = try outputFormat()
    let file = try output.map { try OutputFile(flag: "--output", path: $0) }
    let difference = try difference()
    let text = try text(difference, format)
    if let file { try file.write(Data("\(text)\n".utf8)) } else { try Answer.print(text) }
    if exitCode && difference.differs { throw ExitStatus.answerIsNo }
  }

  private enum Format: String, CaseIterable {
    case text, json, markdown
  }

  private func outputFormat() throws -> Format {
    guard let found = Format(rawValue: format) else {
      throw Diagnostic(
        id: .unknownValue, file: "--format", found: "\"\(format)\"",
        expected: "one of \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return found
  }

  private func text(_ difference: PlanDifference, _ format: Format) throws -> String {
    switch format {
    case .text: "\(PlanDifferenceReport(difference))"
    case .json: try JSONText.encode(difference)
    case .markdown: "\(PlanDifferenceMarkdown(difference))"
    }
  }

  private func difference() throws -> PlanDifference {
    let (old, new) = (try DocumentReader.version(ofFile: before), try DocumentReader.version(ofFile: after))
    guard old == new || ![old, new].allSatisfy([Plan.formatVersion, ClusterPlan.formatVersion].contains) else {
      throw Diagnostic(
        id: .plansDifferInKind, file: after, key: "layline", found: "\"\(new)\"",
        expected: "\"\(old)\", as in \(before)", advice: "compare two plans of a replica, or two of a cluster")
    }
    guard old == ClusterPlan.formatVersion else {
      return PlanDifferencer(
        before: try ComparedPlanReader.plan(before), after: try ComparedPlanReader.plan(after)
      ).difference
    }
    return ClusterPlanDifferencer(
      before: try ComparedPlanReader.clusterPlan(before), after: try ComparedPlanReader.clusterPlan(after)
    ).difference
  }
}
