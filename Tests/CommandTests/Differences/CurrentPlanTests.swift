import Foundation
import Testing

@Suite("layline plan --current")
struct CurrentPlanTests {
  /// A plan of one GPU, and the same where that GPU is lost: it is the only one that loads, as diff has it, too.
  @Test func saysWhatMoves() throws {
    let small = try SmallPlan()
    let (before, after) = (small.folder.url.path() + "a.json", small.folder.url.path() + "b.json")
    let flags = ["--gpus": "8", "--output": before]
    #expect(try small.run(flags).status == 0)
    let same = try small.run(["--gpus": "8", "--output": after, "--current": before])
    #expect(same.status == 0 && same.output.contains("Moves       from \(before): nothing is loaded"))
    #expect(try Layline.run("diff", before, after).output.hasPrefix("no difference"))
    let down = BadCluster.good.replacing(
      "    domain: node", with: "    domain: node\n    unavailable: [\"rack 0, node 0, gpu 0\"]")
    let cluster = try small.folder.file("down.yaml", down)
    let moved = try small.run(["--cluster": cluster, "--gpus": "8", "--output": after, "--current": before])
    #expect(moved.status == 0, "\(moved.errors)")
    let text = moved.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(text.contains(": 1 GPU loads ") && text.contains("; all else stays"), "\(text)")
    #expect(try Layline.run("verify", after).status == 0)
    #expect(!(try Layline.run("diff", before, after)).output.contains("as plan B numbers them"))
    withExtendedLifetime(small) {}
  }

  @Test func badPlans() throws {
    let small = try SmallPlan()
    let before = small.folder.url.path() + "a.json"
    #expect(try small.run(["--output": before]).status == 0)
    expectRefusal(
      try small.run(["--model": "Llama-3.1-8B", "--current": before]), id: "current-differs",
      saying: ["a.json", "inputs.model", "Llama-3.1-8B"])
    expectRefusal(
      try small.run(["--context": nil, "--input": "1000", "--output-tokens": "100", "--current": before]),
      id: "plans-differ-in-kind", saying: ["a.json", "cluster-plan/1"])
    expectRefusal(try small.run(["--current": "none.json"]), id: "missing-file", saying: ["none.json"])
    #expect(small.isUntouched || small.written == SmallPlan.earlier)
    withExtendedLifetime(small) {}
  }
}
