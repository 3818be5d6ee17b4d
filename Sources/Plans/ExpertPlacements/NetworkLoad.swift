import Costing
import ExpertMaps

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
