/// What a plan does not know of the Kubernetes that it is started on.
public struct KubernetesOptions: Sendable, Hashable {
  /// The node label of a network domain: "nvidia.com/gpu.clique"; `nil` keeps pods together by nothing.
  public let topologyKey: String?
  /// The image of the engine, where the command names none or another is wanted.
  public let image: String?
  /// What a device plugin calls a GPU.
  public let gpuResource: String

  /// - Parameters: As the properties of the same names.
  public init(
    topologyKey: String? = nil, image: String? = nil,
    gpuResource: String = "nvidia.com/gpu"
  ) {
    self.topologyKey = topologyKey
    self.image = image
    self.gpuResource = gpuResource
  }
}
