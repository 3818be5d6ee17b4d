/// What one source says of a node.
struct NodeFacts: Sendable {
  /// Its name; empty for facts that hold for any node.
  let name: String
  /// Where it is named first.
  let origin: Origin
  /// GPUs that it has; 0 for a node that is known to have none, `nil` where nothing is said.
  var gpuCount: Stated<Int>?
  /// What its GPUs are called: "NVIDIA-H100-80GB-HBM3", "h100", "pci 10de:20b0".
  var products: [Stated<String>] = []
  /// Memory of one of its GPUs, in MiB.
  var memory: Stated<Double>?
  /// Why nothing may run on it.
  var unavailable: Stated<String>?
  /// GPUs of it that are out of use, without a word which ones.
  var missingGPUs: Stated<Int>?
  /// Its scale-up domain.
  var domains: [NodePlace] = []
  /// Part of its scale-up domain.
  var subdomains: [NodePlace] = []
  /// The switches above it.
  var paths: [NodePlace] = []
  /// What all its network cards send together, one way, in bytes per second.
  var network: Stated<Double>?

  init(_ name: String, _ origin: Origin) {
    self.name = name
    self.origin = origin
  }
}
