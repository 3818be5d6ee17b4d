import Reporting
import Testing

@Suite("The glossary")
struct GlossaryTests {
  private let text = Glossary().description

  @Test func everySymbolHasItsLine() {
    let starts = text.split(separator: "\n").filter { $0.first != " " }.map { String($0.prefix { $0 != " " }) }
    let symbols: [String] = [
      "B", "b", "m", "S", "d", "a", "E[acc]", "L", "E", "k", "N_total", "N_active", "κ", "κ_model", "TP", "EP",
      "expert-TP", "DP", "PP", "P", "CP", "W", "TTFT", "TPOT", "R", "T_s", "h_s", "bubble", "slack", "knee", "domain",
      "tier", "drain", "crossover", "η", "ρ",
    ]
    #expect(starts == symbols)
    #expect(Set(starts).count == starts.count)
  }

  @Test func linesAreAlignedAndFit() {
    for line in text.split(separator: "\n") {
      #expect(line.count <= 100 && line.last != " ", "\(line)")
      // Meanings begin in one column, two spaces behind the longest unit.
      #expect(line.prefix(23).suffix(2) == "  ", "\(line)")
      #expect(line.dropFirst(23).first != " ", "\(line)")
    }
  }

  @Test func itNeedsNoPlan() throws {
    let run = try Layline.run("explain", "--symbols")
    #expect(run.status == 0 && run.output == text + "\n")
  }
}
