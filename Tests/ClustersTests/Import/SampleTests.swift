import Clusters
import Formats
import Foundation
import Quantities
import Testing

/// Files of real systems that may lie next to the repository.
@Suite("Samples", .enabled(if: SampleFolder.path != nil))
struct SampleTests {
  /// Nodes and GPUs in use, with the flags that the file leaves open.
  @Test(arguments: [
    ("slurm/topology.yaml", "H200-SXM", 8, 4, 32), ("launch/topology.conf", "H200-SXM", 8, 16, 128),
    ("launch/slurm.conf", "H100-SXM5", 8, 16, 128), ("launch/gres.conf", "H100-SXM5", 8, 16, 128),
    ("k8s/nodes.constructed.json", nil, nil, 1, 4), ("gpu/nccl-topo.aws-p4d-a100.xml", nil, nil, 1, 8),
    ("gpu/nccl-topo.aws-p5.48xl-h100.xml", "H100-SXM5", nil, 1, 8),
    ("gpu/nvidia-smi-topo-m.dgx-h100.truncated.txt", "H100-SXM5", nil, 1, 8),
    ("gpu/rccl-topo.topo_8p_940-mi300.xml", nil, nil, 1, 8), ("topograph/medium.yaml", "GB200-NVL72", 4, 8, 32),
    ("topograph/nvl72.yaml", "GB200-NVL72", 4, 72, 288), ("topograph/small-tree.yaml", "GB200-NVL72", 4, 6, 24),
    ("topograph/expected.slinky-dra-block.conf", "GB200-NVL72", 4, 96, 384),
    ("topograph/expected.slinky-oci-sim-tree.conf", "H200-SXM", 8, 96, 768),
    ("topograph/example.out", "H200-SXM", 8, 120, 960),
  ])
  func areImported(path: String, accelerator: String?, gpus: Int?, nodes: Int, total: Int) throws {
    var options = ImportOptions(name: "sample")
    (options.accelerator, options.gpusPerNode) = (accelerator, gpus)
    let source = try SourceFile(contentsOf: try #require(SampleFolder.path) + "/" + path)
    let pool = try #require(ClusterImporter(options).cluster(from: [source]).cluster.pools.first)
    #expect(pool.availableGPUCount == total)
    #expect(pool.availableGPUCount / pool.gpusPerNode == nodes)
  }

  @Test(arguments: [
    ("launch/hostfile", "unknown-source"), ("launch/rankfile", "unknown-source"),
    ("launch/job.sbatch", "unknown-source"),
    ("topograph/topologyGraph.json", "unknown-source"), ("topograph/computeNodes.json", "unknown-source"),
    ("gpu/rccl-topo.topo_4p_940-mi300a.xml", "unknown-accelerator"), ("launch/slurm.conf", "ambiguous-accelerator"),
    ("topograph/dual-xclr-regular.yaml", "missing-gpus"), ("topograph/example.out", "missing-gpus"),
  ])
  func orSayWhatIsMissing(path: String, id: String) throws {
    let folder = try #require(SampleFolder.path)
    let fault = #expect(throws: Diagnostic.self) {
      _ = try ClusterImporter(ImportOptions(name: "sample")).cluster(from: [SourceFile(contentsOf: folder + "/" + path)]
      )
    }
    #expect(fault?.id.rawValue == id)
  }
}
