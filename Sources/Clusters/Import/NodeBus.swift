import Formats
import Quantities

/// The bus of a node, over which its scale-up domains meet: the lowest tier of such a pool.
struct NodeBus {
  /// The identifier of the catalogue.
  let accelerator: String
  /// Bandwidth of each GPU, one way, as a source states it; `nil` takes the catalogue's.
  var rate: Bandwidth?

  /// - Throws: `Diagnostic` "missing-figure" where nobody knows how fast it is.
  func tier() throws -> ImportedTier {
    guard let bus = try AcceleratorCatalogue.accelerator(id: accelerator)?.hostLink else {
      throw Diagnostic(
        id: .missingFigure, file: "--scale-up",
        found: "several domains in a node of \(accelerator), whose bus is not known",
        expected: "--scale-up such as \"63 GB/s\", which takes each two GPUs of a node alike")
    }
    func source(_ what: String) -> FigureSource {
      FigureSource("\(what) of \(bus.name), which \(accelerator) has in the catalogue", isVerified: true)
    }
    return ImportedTier(
      name: "bus", nodes: nil, spansNode: true,
      bandwidth: rate.map { .init(value: $0, source: FigureSource("link_speed and link_width of the GPUs")) }
        ?? .init(value: bus.bandwidth, source: source("the rate")),
      oversubscription: .init(
        value: 1, source: FigureSource("assumed: no source says what GPUs share on the way", isVerified: false)),
      latency: .init(value: bus.latency, source: source("the latency")))
  }
}

/// What the nodes of a pool have in common.
struct NodeKind: Hashable {
  let accelerator: String
  let gpuCount: Int
  /// Rounded, as drivers differ in little.
  let memory: Int
  let wiring: NodeWiring?
  /// The highest switch; `nil` where all nodes reach each other.
  let fabric: String?

  init(_ node: GPUNode, fabric: String?) {
    (accelerator, gpuCount, wiring) = (node.accelerator, node.gpuCount, node.wiring)
    memory = Int(node.memory?.value ?? 0)
    self.fabric = fabric
  }
}

/// The highest switches of sources that have all of them, where there are several: nothing joins what hangs on them.
struct Fabrics {
  /// In the order of the nodes; empty where nodes are not known to be apart.
  let names: [String]

  /// - Parameter areJoined: Whether the user says that something joins them.
  init(nodes: [GPUNode], areJoined: Bool) {
    var seen: Set<String> = []
    let all = areJoined ? [] : nodes.compactMap(\.fabric).filter { seen.insert($0).inserted }
    names = all.count > 1 ? all : []
  }
}

/// Names of pools, each of which is given once.
struct PoolNames {
  private let repeated: Set<String>
  private let hasFabrics: Bool
  private var given: Set<String> = []

  /// - Parameter kinds: A node of each pool.
  init(_ kinds: [GPUNode], hasFabrics: Bool) {
    let counts = Dictionary(grouping: kinds, by: \.accelerator).mapValues { Set($0.map(\.gpuCount)).count }
    repeated = Set(counts.filter { $0.value > 1 }.keys)
    self.hasFabrics = hasFabrics
  }

  /// - Parameter node: A node of the pool.
  mutating func name(_ node: GPUNode) -> String {
    var name = node.accelerator.lowercased()
    if repeated.contains(node.accelerator) { name += "-\(node.gpuCount)-gpus" }
    if hasFabrics, let fabric = node.fabric { name += "-\(HostPattern.name(from: fabric))" }
    let first = name
    var number = 2
    while !given.insert(name).inserted {
      name = "\(first)-\(number)"
      number += 1
    }
    return name
  }
}
