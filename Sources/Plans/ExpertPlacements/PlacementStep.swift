import ExpertMaps

/// One step on the way from a placement that runs to another.
public struct PlacementStep: Codable, Sendable, Equatable {
  /// What is done.
  public enum Action: String, Codable, Sendable, CaseIterable {
    /// An expert is sent from one GPU to another.
    case send
    /// A GPU takes the expert in its staging buffer into a slot.
    case settle
    /// A GPU gives up a copy, and its slot stays empty.
    case drop
  }

  /// What is done.
  public let action: Action
  /// With which expert.
  public let expert: Int
  /// The GPU that sends it; `nil` where nothing is sent.
  public let source: Int?
  /// The GPU that holds it afterwards, or no longer does.
  public let gpu: Int
  /// The expert whose copy it takes the slot of; `nil` for an empty slot or a buffer.
  public let over: Int?
  /// Whether it goes into the staging buffer.
  public let isStaged: Bool

  /// - Parameter step: Of a schedule.
  public init(_ step: MoveStep) {
    let landing: MoveLanding?
    switch step {
    case .transfer(let move):
      (action, expert, source, gpu, landing) = (.send, move.expert, move.source, move.destination, move.landing)
    case .settle(let rank, let expert, let place):
      (action, self.expert, source, gpu, landing) = (.settle, expert, nil, rank, place)
    case .drop(let rank, let expert): (action, self.expert, source, gpu, landing) = (.drop, expert, nil, rank, nil)
    }
    if case .overwriting(let old) = landing { over = old } else { over = nil }
    isStaged = landing == .staging
  }
}
