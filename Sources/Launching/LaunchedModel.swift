import Clusters
import Models
import Quantities

/// The properties of a model that an engine needs to serve it.
public struct LaunchedModel: Sendable, Hashable {
  /// The name on the hub, or a folder.
  public let name: String
  /// Whether the user named where the weights are, so that they are stored as the plan has them.
  public let isCheckpointGiven: Bool
  /// L.
  public let layerCount: Int
  /// Layers that have routed experts, ascending.
  public let expertLayers: [Int]
  /// E; 0 without experts.
  public let expertCount: Int
  /// Layers of multi-token prediction, which come after the others.
  public let draftLayerCount: Int
  /// The format of weights; `nil` for the checkpoint's own formats.
  public let weightFormat: NumberFormat?
  /// The format of cache elements; `nil` for that of the checkpoint.
  public let cacheFormat: NumberFormat?

  public init(
    name: String, isCheckpointGiven: Bool = false, layerCount: Int, expertLayers: [Int], expertCount: Int,
    draftLayerCount: Int,
    weightFormat: NumberFormat?, cacheFormat: NumberFormat?
  ) {
    self.name = name
    self.isCheckpointGiven = isCheckpointGiven
    self.layerCount = layerCount
    self.expertLayers = expertLayers
    self.expertCount = expertCount
    self.draftLayerCount = draftLayerCount
    self.weightFormat = weightFormat
    self.cacheFormat = cacheFormat
  }
}

extension LaunchedModel {
  /// - Parameters:
  ///   - architecture: The architecture as read.
  ///   - checkpoint: The place where an engine finds the weights; `nil` for the model's name on the hub.
  ///   - weightFormat: The requested format of weights.
  ///   - cacheFormat: The requested format of cache elements.
  public init(
    _ architecture: ModelArchitecture, checkpoint: String?, weightFormat: NumberFormat?, cacheFormat: NumberFormat?
  ) {
    let mixtures = architecture.layers.map { $0.kind.feedForward.mixture }
    self.init(
      name: checkpoint ?? architecture.name, isCheckpointGiven: checkpoint != nil,
      layerCount: architecture.layers.count,
      expertLayers: mixtures.indices.filter { mixtures[$0] != nil },
      expertCount: mixtures.compactMap { $0?.expertCount }.max() ?? 0,
      draftLayerCount: architecture.multiTokenPrediction?.layers.count ?? 0, weightFormat: weightFormat,
      cacheFormat: cacheFormat)
  }

  /// The name in files and Kubernetes objects: "deepseek-v3" for "deepseek-ai/DeepSeek-V3".
  var slug: String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let characters = last.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(characters).split(separator: "-").joined(separator: "-")
    return words.isEmpty ? "model" : String(words.prefix(40))
  }
}

/// GPUs of a pool in the order of ranks, machine by machine.
struct NodeList {
  let nodes: [LaunchedNode]

  /// - Parameters:
  ///   - gpus: The GPUs by number in the pool, in the order of ranks.
  ///   - pool: The pool of the GPUs.
  init(_ gpus: [Int], in pool: Pool) {
    var nodes: [(machine: Int, gpus: [Int])] = []
    for gpu in gpus {
      let (machine, place) = gpu.quotientAndRemainder(dividingBy: pool.gpusPerNode)
      let index = pool.device(at: place)
      if nodes.last?.machine == machine {
        nodes[nodes.count - 1].gpus.append(index)
      } else {
        nodes.append((machine, [index]))
      }
    }
    self.nodes = nodes.map { machine, gpus in
      let isNamed = machine < pool.hosts.count
      return LaunchedNode(
        host: isNamed
          ? pool.hosts[machine]
          : "\(pool.hostPrefix)-rack\(machine / pool.nodesPerRack)-node\(machine % pool.nodesPerRack)",
        isNamed: isNamed, gpus: gpus, gpuCount: pool.gpusPerNode)
    }
  }
}

extension Pool {
  /// The pool's name as the beginning of names of hosts, which stand in scripts, paths and addresses as they are.
  fileprivate var hostPrefix: String { HostPattern.name(from: name) }
}

extension LaunchedWorker {
  /// The worker with the domain and leaf of its GPUs.
  /// - Parameters:
  ///   - gpus: The GPUs by number in the pool.
  ///   - pool: The pool of the GPUs.
  func placed(_ gpus: [Int], in pool: Pool) -> LaunchedWorker {
    var worker = self
    let domains = Set(gpus.map(pool.domain))
    worker.domain = domains.count == 1 ? domains.first.map { "\(pool.hostPrefix)-domain\($0)" } : nil
    if let tier = pool.tiers.first {
      let groups = Set(gpus.map { $0 / tier.gpusPerGroup })
      worker.leaf =
        groups.count == 1 ? groups.first.map { "\(pool.hostPrefix)-\(HostPattern.name(from: tier.name))\($0)" } : nil
    }
    return worker
  }
}
