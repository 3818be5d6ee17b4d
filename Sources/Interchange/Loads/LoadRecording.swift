import ExpertMaps
import Inputs

/// Tokens of experts as something recorded them.
public struct LoadRecording: Sendable, Equatable {
  /// The file or folder as the user named it; of several, their names.
  public let file: String
  /// What recorded it.
  public let kind: LoadKind
  /// E.
  public let expertCount: Int
  /// Ascending by number; at least one, and all with as many layers.
  public let steps: [LoadStep]
  /// Whether the recording tells steps apart.
  public let isStepped: Bool
  /// Whether only layers that were seen have a row, so that the model may have more.
  public let isOpenEnded: Bool
  /// The experts of each token, by layer; empty where only counts were recorded.
  public let routes: [Int: TokenRoutes]
  /// What the file does not say and was assumed, in whole sentences.
  public let notes: [String]

  /// - Parameters: As the properties of the same names.
  public init(
    file: String, kind: LoadKind, expertCount: Int, steps: [LoadStep], isStepped: Bool = false,
    isOpenEnded: Bool = false, routes: [Int: TokenRoutes] = [:], notes: [String] = []
  ) {
    self.file = file
    self.kind = kind
    self.expertCount = expertCount
    self.steps = steps
    self.isStepped = isStepped
    self.isOpenEnded = isOpenEnded
    self.routes = routes
    self.notes = notes
  }

  /// Layers with a row, those without experts too.
  public var layerCount: Int { steps[0].tokens.count }

  /// Tokens of all steps together, [layer][expert].
  public var tokens: [[Double]] { LoadMatrix.sum(steps.map(\.tokens)) }
}
