/// Where the experts of every layer go, how good that is, and what it was made from: what `layline place --json` prints.
///
/// A balance is the mean over the hottest of the times of the GPUs: 1 where all are equally busy.
public struct ExpertPlacementDocument: Codable, Sendable, Equatable {
  /// The version of this form.
  public static let form = "expert-placement/1"

  /// The version of this form.
  public private(set) var layline = ExpertPlacementDocument.form
  /// The loads that it was made from and judged on.
  public let inputs: PlacementInputs
  /// What the experts were placed on, and under which rules.
  public let target: PlacementTarget
  /// Layers of the model, with and without experts.
  public let layerCount: Int
  /// E.
  public let expertCount: Int
  /// Of the layers that have experts, ascending.
  public let layers: [LayerPlacement]
  /// Over those layers.
  public let totals: PlacementTotals
  /// How it is reached from what runs; `nil` where nothing does.
  public let moves: PlacementMoves?
  /// How copies were dealt out over layers; `nil` where every layer has as many.
  public let budget: PlacementBudget?
  /// How it loads the network; `nil` where it was made without regard to that.
  public let network: PlacementNetwork?
  /// Of a step of decode; `nil` where no model and cluster were given.
  public var prediction: PlacementPrediction?

  /// Whether the search was ended by hand, so that more of it could find better; absent where it was not.
  public var isInterrupted: Bool?

  /// - Parameters: As the properties of the same names; nothing is predicted yet.
  public init(
    inputs: PlacementInputs, target: PlacementTarget, layerCount: Int, expertCount: Int, layers: [LayerPlacement],
    moves: PlacementMoves? = nil, budget: PlacementBudget? = nil, network: PlacementNetwork? = nil
  ) {
    self.inputs = inputs
    self.target = target
    self.layerCount = layerCount
    self.expertCount = expertCount
    self.layers = layers
    totals = PlacementTotals(layers)
    self.moves = moves
    self.budget = budget
    self.network = network
  }
}
