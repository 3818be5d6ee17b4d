import Clusters
import Models
import Testing
@testable import Calibrating

/// Files of real measurements, where they lie beside the repository.
@Suite("Real files are read whole", .enabled(if: FactsFolder.measured != nil))
struct RealFileTests {
  private func file(_ name: String) throws -> MeasuredFile {
    try MeasuredFileReader().read(contentsOf: "\(FactsFolder.measured ?? "")/\(name)")
  }

  @Test func everyServingRunIsARun() throws {
    let file = try file("serving.csv")
    #expect(file.runs.count == 426)
    #expect(file.unreadable.isEmpty && file.remarks.isEmpty)
    #expect(file.runs.filter { $0.labels.mode == .disaggregated }.count == 132)
    #expect(file.runs.allSatisfy { $0.figures.count == 2 && $0.speculation == nil && $0.weightFormat != nil })
  }

  @Test func publishedFiguresAreRunsOrSayWhyNot() throws {
    let file = try file("published.json")
    #expect(file.readings.count == 235)
    #expect(file.runs.count == 119)
    let reasons = Dictionary(grouping: file.unreadable, by: \.reason.id.rawValue).mapValues(\.count)
    #expect(
      reasons == [
        "missing-acceptance": 2, "missing-layout": 14, "missing-lengths": 2, "missing-load": 2, "not-serving": 96,
      ])
    // What measured serving but cannot be predicted is a miss of something.
    #expect(file.unreadable.allSatisfy { $0.quantities.isEmpty == ($0.reason.id.rawValue == "not-serving") })
  }

  @Test func runsNameModelsOfTheCatalogue() throws {
    let runs = try file("serving.csv").runs + file("published.json").runs
    for model in Set(runs.map(\.model)) {
      #expect(throws: Never.self) { try ModelCatalogue.model(named: model) }
    }
  }
}
