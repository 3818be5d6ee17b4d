import Foundation
import Inputs
import Quantities
import Testing

@testable import Topology

@Suite struct ShippedClusterTests {
  @Test func everyFileOfTheFolderIsBuiltIn() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Repository.clusters.path())
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(files.sorted() == ShippedClusters.names.sorted())
    for name in files {
      let text = try Data(contentsOf: Repository.clusters.appending(path: "\(name).yaml"))
      #expect(ShippedClusters.bytes(of: name).map { Data($0) } == text, "\(name) is built in as it stands")
    }
  }

  @Test(arguments: ShippedClusters.names)
  func reads(name: String) throws {
    let cluster = try ClusterReference(name).read()
    #expect(cluster.name == name)
    #expect(!cluster.description.isEmpty)
    #expect(cluster.file == "Clusters/\(name).yaml")
    let read = try Cluster(contentsOf: Repository.clusters.appending(path: "\(name).yaml").path())
    #expect(read.pools == cluster.pools || read.pools.map(\.accelerator.file) != cluster.pools.map(\.accelerator.file))
  }
}
