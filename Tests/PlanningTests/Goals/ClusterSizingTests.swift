import Planning
import Plans
import Testing

@Suite("How many nodes a demand needs")
struct ClusterSizingTests {
  private func sizing(needing least: Int, used: (Int) -> Int, reason: Refusal.Reason = .demand) -> (
    ClusterSizing, [Int]
  ) {
    var tried: [Int] = []
    let sizing = ClusterSizing { count in
      tried.append(count)
      guard count < least else { return .enough(used: used(count)) }
      return .refused(Refusal(reason: reason, sentence: "\(count) are too few", stage: nil, changes: []))
    }
    return (sizing, tried)
  }

  /// Whatever plans say that they fill, the least number is found, and one fewer was tried.
  @Test(arguments: Array(1...70) + [255, 256, 257, 1_023, 1_024])
  func theLeastIsFound(least: Int) {
    for used: (Int) -> Int in [{ $0 }, { _ in 1 }, { _ in least }, { min($0, least + 2) }] {
      let (found, tried) = sizing(needing: least, used: used)
      #expect(found.least == least && found.short == least - 1)
      #expect(found.refusal?.sentence == (least == 1 ? nil : "\(least - 1) are too few"))
      #expect(Set(tried).count == tried.count && tried.allSatisfy { (1...1_024).contains($0) })
    }
  }

  /// Where plans fill what is needed, few are made.
  @Test func aPlanLeadsToTheLeast() {
    let (found, tried) = sizing(needing: 52) { _ in 52 }
    #expect(found.least == 52 && tried == [1, 4, 16, 64, 52, 51])
  }

  @Test func thereIsAnEnd() {
    #expect(sizing(needing: 2_000) { $0 }.1.last == 1_024)
    let (found, tried) = sizing(needing: 2_000, used: { $0 }, reason: .latency)
    #expect(found.least == nil && found.short == 64 && tried == [1, 4, 16, 64])
  }
}
