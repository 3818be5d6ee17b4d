import ArgumentParser
import Planning

/// What a plan is asked besides itself.
struct PlanQuestionOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Solve again with a figure changed: scale-out=100GB/s, hbm=2x, context=/2, nodes=8. Repeat it for several questions; "
        + "a comma changes figures together. Figures: \(InputAxis.allCases.map(\.name).joined(separator: ", "))."),
    completion: .list(InputAxis.allCases.map { "\($0.name)=" }))
  var whatIf: [String] = []

  @Flag(help: "Solve again with one unit more and one less of GPUs, nodes, racks, HBM and every rate.")
  var marginal = false

  /// - Throws: `Diagnostic` that names the flag and the figure.
  func questions() throws -> PlanQuestions {
    PlanQuestions(
      whatIf: try whatIf.map { try InputVariation(parsing: $0, flag: "--what-if") }, wantsMarginals: marginal)
  }
}
