import Clusters
import Models
import Testing
@testable import Calibrating

@Suite("The published figures that ship are whole")
struct PublishedDataTests {
  private let figures: [PublishedFigure]

  init() throws { figures = try PublishedFigures.all() }

  @Test func thereAreEnoughOfEveryKind() {
    #expect(figures.count >= 60)
    for kind in PublishedKind.allCases { #expect(figures.count { $0.kind == kind } >= 5, "\(kind)") }
    #expect(Set(figures.map(\.citation)).count >= 25)
  }

  @Test func idsAreUniqueAndFitTheTable() {
    #expect(Set(figures.map(\.id)).count == figures.count)
    for figure in figures { #expect(figure.id.count <= 47, "\(figure.id)") }
  }

  /// The evidence quotes a number, and nothing is more exact than a thousandth or allows more than half as much again.
  @Test func everyFigureSaysWhereItIsFromAndHowExactItIs() {
    for figure in figures {
      #expect(figure.citation.url.hasPrefix("https://") && !figure.citation.title.isEmpty, "\(figure.id)")
      #expect(figure.evidence.contains { $0.isNumber }, "\(figure.id)")
      #expect(!figure.toleranceReason.isEmpty && (0.001...0.5).contains(figure.tolerance), "\(figure.id)")
      #expect(figure.value > 0, "\(figure.id)")
    }
  }

  /// Names of models and accelerators are those of the catalogues, and every GPU of a group has something to do.
  @Test func runsNameWhatTheProductKnows() throws {
    let runs = figures.compactMap { figure in if case .serving(let serving) = figure.subject { serving } else { nil } }
    let names = Set(runs.map(\.run.model))
    let experts = try Dictionary(uniqueKeysWithValues: names.map { ($0, try Self.experts(of: $0)) })
    for figure in runs {
      #expect(try AcceleratorCatalogue.accelerator(id: figure.run.accelerator) != nil, "\(figure.run.id)")
      #expect(figure.run.figures[figure.quantity] != nil, "\(figure.run.id)")
      let experts = try #require(experts[figure.run.model])
      for group in figure.run.deployment.groups {
        #expect(group.expertParallel <= experts + group.redundantExperts, "\(figure.run.id)")
        #expect((experts + group.redundantExperts) % group.expertParallel == 0, "\(figure.run.id)")
      }
    }
  }

  private static func experts(of model: String) throws -> Int {
    try ModelCatalogue.model(named: model).layers.compactMap(\.kind.feedForward.mixture).map(\.expertCount).max() ?? 1
  }
}
