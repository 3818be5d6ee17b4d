import Foundation

/// The point of a frontier that lies farthest above the line between its ends, both speeds on logarithmic axes.
struct FrontierKnee {
  /// Its place; 0 where the ends are the only points.
  let index: Int

  init(_ points: [FrontierEntry]) {
    guard let first = points.first, let last = points.last, points.count > 2 else {
      index = 0
      return
    }
    let width = log(first.tokensPerSecondPerUser / last.tokensPerSecondPerUser)
    let height = log(last.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU)
    func distance(_ point: FrontierEntry) -> Double {
      log(point.tokensPerSecondPerUser / last.tokensPerSecondPerUser) / width
        + log(point.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU) / height
    }
    index = points.indices.reduce(0) { distance(points[$1]) > distance(points[$0]) ? $1 : $0 }
  }
}
