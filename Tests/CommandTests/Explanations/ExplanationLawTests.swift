import Foundation
import Testing

@Suite("Laws of explanations, on a real plan")
struct ExplanationLawTests {
  private let folder: TemporaryFolder
  private let plan: String

  init() throws {
    let plan = try SmallPlan()
    folder = plan.folder
    self.plan = plan.output
    let run = try plan.run([
      "--model": "gpt-oss-120b", "--cluster": "hgx-h100", "--context": "8192", "--objective": "latency",
      "--batch": "64",
    ])
    #expect(run.status == 0, "\(run.errors)")
  }

  private func nodes(_ quantity: String) throws -> [[String: Any]] {
    let text = try Layline.run("explain", plan, quantity, "--json").output
    let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return try #require(document["nodes"] as? [[String: Any]])
  }

  @Test func childrenOfASumAddUpToTheParent() throws {
    let nodes = try nodes("timePerOutputToken")
    let sums = nodes.filter { $0["operation"] as? String == "sum" }
    #expect(sums.count > 10)
    for sum in sums {
      let parts = try #require(sum["operands"] as? [Int]).map { nodes[$0]["value"] as? Double ?? .nan }
      let value = try #require(sum["value"] as? Double)
      #expect(abs(parts.reduce(0, +) - value) <= 1e-12 * value, "\(sum)")
    }
  }

  @Test(arguments: ["timePerOutputToken", "stages[0].memory", "stages[0].operators.attention"])
  func sharesAddUpToAll(quantity: String) throws {
    let text = try Layline.run("explain", plan, quantity, "--depth", "99").output
    let groups = shares(text)
    #expect(!groups.isEmpty && !text.contains("more below"))
    // Each share is rounded to a tenth of a percent.
    for group in groups {
      let sum: Double = group.reduce(0, +)
      let rounding = 0.05 * Double(group.count) + 1e-9
      #expect(abs(sum - 100) <= rounding, "\(group)")
    }
  }

  /// A maximum has a term that binds, and lines of a sum are not marked.
  @Test func somethingBinds() throws {
    let text = try Layline.run("explain", plan, "round", "--depth", "99").output
    let comparisons = text.components(separatedBy: "\n").filter { $0.contains("= max(") && !$0.contains("see [") }
    #expect(comparisons.count > 3)
    #expect(text.components(separatedBy: ", binds").count > comparisons.count)
  }

  /// Percentages of siblings, group by group.
  private func shares(_ text: String) -> [[Double]] {
    var groups: [[Double]] = []
    var open: [[Double]] = []
    func close(to level: Int) {
      while open.count > level { if let last = open.popLast(), !last.isEmpty { groups.append(last) } }
    }
    for line in text.components(separatedBy: "\n") {
      if let branch = line.firstIndex(where: { $0 == "├" || $0 == "└" }) {
        let level = line.distance(from: line.startIndex, to: branch) / 2 + 1
        close(to: level)
        while open.count < level { open.append([]) }
      }
      // A value, perhaps on a line below its name.
      guard let match = line.firstMatch(of: #/\ \ [0-9.,]+( [A-Za-zµ]+)?, (below )?([0-9.]+) %/#) else { continue }
      open[open.count - 1].append(match.2 == nil ? Double(match.3) ?? .nan : 0.025)
    }
    close(to: 0)
    return groups
  }
}
