/// A node with GPUs, with all that the sources together say of it.
struct GPUNode: Sendable {
  let name: String
  /// Where it is named first.
  let origin: Origin
  let accelerator: String
  let gpuCount: Int
  /// Why nothing may run on it.
  let unavailable: Stated<String>?
  /// GPUs of it that are out of use.
  let missingGPUs: Stated<Int>?
  /// Its scale-up domain, and its part of it; `nil` where nothing says.
  let domain: NodePlace?
  let subdomain: NodePlace?
  /// The switches above it from the lowest; `nil` where nothing says.
  let path: NodePlace?
  /// What its network cards send together, one way, in bytes per second.
  let network: Stated<Double>?
}
