import ArgumentParser
import Inputs
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

  func run() throws {
    guard let plan else { return try answer(Glossary()) }
    let depth = try FlagValue.node("--depth", depth)?.integer(atMost: 1000)
    let document = try Plan(contentsOf: plan)
    guard !document.derivations.roots.isEmpty else {
      throw Diagnostic(
        id: "no-derivations", file: plan, key: "derivations.roots", found: "none", expected: "quantities to explain")
    }
    guard let quantity else { return try answer(QuantityList(document)) }
    let explanation = try document.explanation(of: Glossary.quantity(of: quantity) ?? quantity, flag: "QUANTITY")
    if json { return try Answer.print(JSONText.encode(explanation)) }
    try Answer.print(ExplanationReport(explanation, unfolding: depth.map { .levels($0) } ?? .usual))
  }

  private func answer(_ list: some Encodable & CustomStringConvertible) throws {
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}
