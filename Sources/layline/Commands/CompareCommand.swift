import ArgumentParser
import GLPKOptimization
import Planning
import Reporting

/// `layline compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare kinds of layout on the same work, and find where the best changes.")

  @OptionGroup var options: PlanOptions
  @Option var layouts = "ep,pp,tp,ep+pp"

  func run() throws {
    let request = try options.request()
    let comparer = LayoutComparer(
      request, constraints: try LayoutConstraint.list(layouts, flag: "--layouts"), optimizer: GLPKOptimizer(),
      seeksCrossovers: true)
    let clock = ContinuousClock()
    let s = clock.now
    let c = try comparer.comparison()
    print(clock.now - s)
    try Answer.print(JSONText.encode(comparer.document(c)))
  }
}
