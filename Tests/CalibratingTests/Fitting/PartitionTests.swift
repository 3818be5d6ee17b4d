import Testing
@testable import Calibrating

@Suite("What is left out together")
struct PartitionTests {
  /// 61 configurations of 1 to 7 runs, in no order.
  private static let groups = (0..<240).map { "configuration \($0 * $0 % 61)" }

  @Test func noConfigurationIsSplitAndEveryRunIsInOneFold() {
    let parts = Partition.folds(5, groups: Self.groups).parts
    #expect(parts.count == 5)
    #expect(parts.flatMap(\.rows).sorted() == Array(Self.groups.indices))
    let folds = parts.map { Set($0.rows.map { Self.groups[$0] }) }
    for first in folds.indices {
      for second in folds.indices where second > first { #expect(folds[first].isDisjoint(with: folds[second])) }
    }
  }

  @Test func foldsAreBalanced() {
    let sizes = Partition.folds(5, groups: Self.groups).parts.map(\.rows.count)
    let smallest = Dictionary(grouping: Self.groups) { $0 }.values.map(\.count).min() ?? 0
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= smallest)
  }

  @Test func anotherOrderOfTheRowsIsTheSameFolds() {
    let reversed = Array(Self.groups.reversed())
    let names = { (groups: [String]) in
      Partition.folds(4, groups: groups).parts.map { Set($0.rows.map { groups[$0] }) }
    }
    #expect(names(Self.groups) == names(reversed))
    #expect(Partition.folds(4, groups: Self.groups) == Partition.folds(4, groups: Self.groups))
  }

  @Test func neverMoreFoldsThanConfigurations() {
    #expect(Partition.folds(5, groups: ["a", "b", "a"]).parts.map(\.rows) == [[0, 2], [1]])
    #expect(Partition.folds(5, groups: []).parts.isEmpty)
  }

  @Test func oneGroupAtATime() {
    let parts = Partition.leavingOut(groups: ["hopper", "blackwell", "hopper"]).parts
    #expect(parts.map(\.name) == ["blackwell", "hopper"] && parts.map(\.rows) == [[1], [0, 2]])
  }

  /// Published values of FNV-1a.
  @Test func hash() {
    #expect(StableHash.of("") == 0xCBF2_9CE4_8422_2325)
    #expect(StableHash.of("a") == 0xAF63_DC4C_8601_EC8C)
    #expect(StableHash.of("foobar") == 0x8594_4171_F739_67E8)
  }

  /// A model that predicts the mean of what it saw: 1, 2 | 6 | 3, 9.
  @Test func noRowIsPredictedByAModelThatSawIt() throws {
    let rows = [1.0, 2, 6, 3, 9]
    let partition = Partition.leavingOut(groups: ["a", "a", "b", "c", "c"])
    let predictions = CrossValidation.predictions(
      of: rows, by: partition, fit: { $0.reduce(0, +) / Double($0.count) }, predict: { mean, _ in mean })
    #expect(predictions == [6, 6, 3.75, 3, 3])
  }
}
