import Costing
import Experts

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

/// A layer that was placed with regard to the network. Times as in `NetworkLoad`.
public struct NetworkLayer: Codable, Sendable, Equatable {
  /// Its number in the model.
  public let layer: Int
  /// That were recorded.
  public let tokens: Int
  /// Seconds of compute in a step where all GPUs have equally much; `nil` where only the price of the NIC was given.
  public let evenSeconds: Double?
  /// With regard to the network.
  public let placed: NetworkLoad
  /// The same engine without regard to it.
  public let unregarding: NetworkLoad
  /// The runtimes' greedy.
  public let greedy: NetworkLoad
  /// Units of experts for which `bound` holds; `nil` where their assignments were too many to list.
  public let units: Int?
  /// No placement that keeps these units whole in a domain, as many in each, takes less. Others may.
  public let bound: Double?

  public init(
    layer: Int, tokens: Int, evenSeconds: Double?, placed: NetworkLoad, unregarding: NetworkLoad, greedy: NetworkLoad,
    units: Int?, bound: Double?
  ) {
    self.layer = layer
    self.tokens = tokens
    self.evenSeconds = evenSeconds
    self.placed = placed
    self.unregarding = unregarding
    self.greedy = greedy
    self.units = units
    self.bound = bound
  }
}

/// What recorded tokens ask of GPUs and network under one placement of a layer. Times are of a step of the layer, 1 where
/// all GPUs compute equally much and wait for nothing else.
public struct NetworkLoad: Codable, Sendable, Equatable {
  /// Mean of the domains that a token has experts in.
  public let fanOut: Double
  /// Of products, on the GPU that has most of them.
  public let compute: Double
  /// Of reading experts from HBM, on the GPU that holds most.
  public let memory: Double
  /// Of the scale-up links of the GPU to which most tokens come.
  public let scaleUp: Double
  /// Of the NICs of the domain to which most tokens come from others.
  public let scaleOut: Double
  /// The longest of these.
  public let time: Double
  /// What takes that long.
  public let boundBy: Resource

  /// - Parameters:
  ///   - fanOut: Mean of the domains that a token has experts in.
  ///   - seconds: By resource.
  ///   - even: Seconds of compute where all GPUs have equally much.
  public init(fanOut: Double, seconds: NetworkTime, even: Double) {
    self.fanOut = fanOut
    compute = seconds.compute / even
    memory = seconds.memory / even
    scaleUp = seconds.scaleUp / even
    scaleOut = seconds.scaleOut / even
    let times: [(Resource, Double)] = [
      (.compute, compute), (.hbm, memory), (.scaleUp, scaleUp), (.scaleOut, scaleOut),
    ]
    let longest = times.reduce(times[0]) { $1.1 > $0.1 ? $1 : $0 }
    time = longest.1
    boundBy = longest.0
  }
}
