import Quantities

/// The time in which every sequence in flight gains one token.
public struct Round: Sendable {
  /// R = max(Σ (T_s + h_s), m · max T_s, m · max h_s).
  public let time: Explained<Time>
  /// Σ (T_s + h_s), the way of one micro-batch through all stages and back.
  public let latency: Explained<Time>
  /// m · max T_s: the slowest stage works on one micro-batch after the other.
  public let bottleneck: Explained<Time>
  /// Share of the round in which each stage has nothing to do: 1 − m · T_s / R.
  public let bubbles: [Double]

  /// - Parameters:
  ///   - stageTimes: T_s, one micro-batch.
  ///   - hops: h_s into each stage but the first, and the return from the last to the first; empty for one stage.
  ///   - microBatches: m.
  public init(stageTimes: [Explained<Time>], hops: [Explained<Time>], microBatches: Int, recording: Bool) {
    let count = Explained.layout("micro-batches in flight", microBatches, recording: recording)
    latency = Explained.sum(stageTimes + hops).named("one micro-batch through all stages")
    bottleneck = (count * Explained.maximum(stageTimes)).named("slowest stage, all micro-batches")
    var bounds = [latency, bottleneck]
    if !hops.isEmpty { bounds.append((count * Explained.maximum(hops)).named("slowest hop, all micro-batches")) }
    let round = Explained.maximum(bounds).named("round")
    time = round
    bubbles = stageTimes.map { max(0, 1 - Double(microBatches) * $0.value / round.value) }
  }
}
