import ArgumentParser
import Inputs

/// `layline verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Recompute a plan from its inputs, without the solver.")

  @Argument(help: "A plan that layline plan wrote.")
  var plan: String

  func run() throws {
    throw Diagnostic(
      id: "not-available", file: "verify", found: "a version without the verifier", expected: "a later version")
  }
}
