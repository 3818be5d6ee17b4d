/// What a recording must agree with: the experts of a model's layers.
public struct ModelExperts: Sendable, Equatable {
  /// "deepseek-ai/DeepSeek-V3".
  public let name: String
  /// By layer; 0 where a layer has none.
  public let experts: [Int]
  /// k: experts that a token goes to in each layer.
  public let perToken: Int

  /// - Parameters: As the properties of the same names.
  public init(name: String, experts: [Int], perToken: Int) {
    self.name = name
    self.experts = experts
    self.perToken = perToken
  }

  /// E; 0 for a model without experts.
  public var expertCount: Int { experts.max() ?? 0 }

  /// Numbers of the layers that have experts.
  public var layersWithExperts: [Int] { experts.indices.filter { experts[$0] > 0 } }
}
