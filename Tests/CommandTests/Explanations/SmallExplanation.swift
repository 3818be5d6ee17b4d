import Plans
import Quantities

/// A derivation that a person can follow by hand: 10 GB at 2 TB/s × 0.5 are 10 ms, against 3 ms of products, and a floor
/// of 2 ms; four layers of that and a head of 1 ms, twice.
enum SmallExplanation {
  static let explanation: Explanation = {
    var table = DerivationTable()
    let root = round.derivation.map { table.add($0) } ?? 0
    return Explanation("round", root: root, in: table.entries)
  }()

  private static var round: Explained<Time> {
    let bytes = leaf("bytes read", Bytes(10e9), "config.json", "layers[0]")
    let bandwidth = leaf("HBM bandwidth", Bandwidth(2e12), "cluster.yaml", "pools[0].memoryBandwidth")
    let efficiency = leaf(
      "hbm.dense", Quantity<Scalar>(0.5), "default", "families.hopper.hbm.dense",
      evidence: "measured with a benchmark that reads a gigabyte at a time and is described at some length here")
    let reads = (bytes / (bandwidth * efficiency)).named("reads")
    let products = leaf("products", Seconds(0.003), "model", "flops")
    let floor = leaf("floor", Seconds(0.002), "default", "overhead")
    let layer = (Explained.maximum([reads, products]) + floor).named("layer")
    let head = (reads / 10).named("head")
    let stage = (leaf("layers", Quantity<Scalar>(4), "layout", "layers") * layer + head).named("stage")
    return (leaf("micro-batches", Quantity<Scalar>(2), "layout", "micro-batches") * stage).named("round")
  }

  private static func leaf<D: Dimension>(
    _ name: String, _ value: Quantity<D>, _ file: String, _ key: String, evidence: String? = nil
  ) -> Explained<D> {
    Recorder.on(name, value, source: DerivationSource(file: file, key: key, evidence: evidence))
  }
}
