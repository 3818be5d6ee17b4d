import Foundation
import Testing

@Suite("Bad clusters are refused in one line")
struct BadClusterTests {
  @Test func theGoodOneIsRead() throws {
    let folder = try TemporaryFolder()
    let run = try Layline.run("cluster", "show", folder.file("small.yaml", BadCluster.good))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
  }

  @Test(arguments: BadCluster.all)
  func isRefused(_ bad: BadCluster) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("small.yaml", bad.text)
    let place = bad.key.isEmpty ? "\(file):\(bad.line): " : "\(file):\(bad.line): \(bad.key): found "
    expectRefusal(try Layline.run("cluster", "show", file), id: bad.id, saying: [place, "expected "])
  }

  @Test func aMissingFileIsNamed() throws {
    expectRefusal(
      try Layline.run("cluster", "show", "no/such.yaml"), id: "missing-file", saying: ["no/such.yaml: found"])
  }

  @Test func anUnknownNameGetsTheNearest() throws {
    expectRefusal(
      try Layline.run("cluster", "show", "gb200-nvl72", "--json"), id: "unknown-cluster",
      saying: ["gb200-nvl72-1-rack"])
  }

  @Test func aFolderIsNoCluster() throws {
    expectRefusal(try Layline.run("cluster", "show", "Clusters"), id: "file-unreadable")
  }
}
