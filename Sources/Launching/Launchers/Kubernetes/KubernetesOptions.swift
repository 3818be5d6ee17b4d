/// What a plan does not know of the Kubernetes that it is started on.
public struct KubernetesOptions: Sendable, Hashable {
  /// The node label of a network domain: "nvidia.com/gpu.clique"; `nil` keeps pods together by nothing.
  public let topologyKey: String?
  /// By worker, the one domain that it lies in; workers that lie in several are not there.
  public let domains: [String: String]
  /// The image of the engine, where the command names none or another is wanted.
  public let image: String?
  /// What a device plugin calls a GPU.
  public let gpuResource: String

  /// - Parameters: As the properties of the same names.
  public init(
    topologyKey: String? = nil, domains: [String: String] = [:], image: String? = nil,
    gpuResource: String = "nvidia.com/gpu"
  ) {
    self.topologyKey = topologyKey
    self.domains = domains
    self.image = image
    self.gpuResource = gpuResource
  }
}
