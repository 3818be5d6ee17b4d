import ArgumentParser
import Inputs

/// `layline plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Find the best layout of a model on a cluster.")

  @OptionGroup var options: PlanOptions

  func run() throws {
    throw Diagnostic(
      id: "not-available", file: "plan", found: "a version without the planner", expected: "a later version")
  }
}
