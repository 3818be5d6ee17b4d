import Inputs

/// What a recording may leave unsaid: how many experts there are, and which layers its rows belong to.
public struct LoadContext: Sendable, Equatable {
  /// E; `nil` where nobody said.
  public var expertCount: Int?
  /// The model's layers; `nil` where nobody said.
  public var model: ModelExperts?
  /// The layer that the first row belongs to; `nil` where nobody said.
  public var firstLayer: Int?

  /// - Parameters: As the properties of the same names.
  public init(expertCount: Int? = nil, model: ModelExperts? = nil, firstLayer: Int? = nil) {
    self.expertCount = expertCount
    self.model = model
    self.firstLayer = firstLayer
  }

  /// E as given, or of the model.
  var knownExperts: Int? { expertCount ?? model?.expertCount }

  /// The layers that rows without numbers belong to: those with experts, in order, or all of them.
  /// - Parameters:
  ///   - count: Of rows.
  ///   - place: The file, and the key in it.
  /// - Throws: `Diagnostic` "layer-count" where the model has other numbers of layers.
  func layers(ofRows count: Int, at place: (file: String, key: String)) throws -> [Int] {
    if let firstLayer { return Array(firstLayer..<firstLayer + count) }
    guard let model else { return Array(0..<count) }
    let withExperts = model.layersWithExperts
    if withExperts.count == count { return withExperts }
    guard model.experts.count == count else {
      throw Diagnostic(
        id: "layer-count", file: place.file, key: place.key, found: "\(count) rows",
        expected: "\(withExperts.count), the layers of \(model.name) that have experts, or \(model.experts.count), all",
        advice: "--first-layer says which layer the first row belongs to")
    }
    return Array(0..<count)
  }
}
