import Quantities

/// The time of one operator of a layer. Reading and multiplying overlap, so the longer counts; a transfer and fixed
/// costs come on top.
public struct OperatorCost: Sendable {
  /// "attention", "routed experts", "dispatch".
  public let name: String
  /// Time of its reads from HBM.
  public let memory: Explained<Time>?
  /// Time of its products.
  public let compute: Explained<Time>?
  /// Time of the bytes that it sends, and over which links.
  public let transfer: Explained<Time>?
  /// `.scaleUp` or `.scaleOut`, where there is a transfer.
  public let transferResource: Resource
  /// Bytes that the GPU which sends most sends across each network level, scale-up first; empty where there is no
  /// transfer. What crosses a tier counts at all tiers below it too.
  public let sent: [Double]
  /// What no bandwidth removes.
  public let fixed: Explained<Time>?
  /// max(memory, compute) + transfer + fixed.
  public let time: Explained<Time>

  init(
    name: String, memory: Explained<Time>? = nil, compute: Explained<Time>? = nil, transfer: Explained<Time>? = nil,
    over transferResource: Resource = .scaleUp, sent: [Double] = [], fixed: Explained<Time>? = nil
  ) {
    self.name = name
    self.memory = memory
    self.compute = compute
    self.transfer = transfer
    self.transferResource = transferResource
    self.sent = sent
    self.fixed = fixed
    var parts: [Explained<Time>] = []
    switch (memory, compute) {
    case (let memory?, let compute?): parts.append(Explained.maximum([memory, compute]))
    case (let single?, nil), (nil, let single?): parts.append(single)
    case (nil, nil): break
    }
    if let transfer { parts.append(transfer) }
    if let fixed { parts.append(fixed) }
    time = (parts.count == 1 ? parts[0] : Explained.sum(parts)).named(name)
  }

  /// The same operator under a longer name.
  func prefixed(_ prefix: String) -> OperatorCost {
    OperatorCost(
      name: prefix + name, memory: memory, compute: compute, transfer: transfer, over: transferResource,
      sent: sent, fixed: fixed)
  }

  /// The part of `time` that a resource is waited for, in seconds; over all resources they add up to `time`.
  public func waiting(for resource: Resource) -> Double {
    let memoryTime = memory?.value ?? 0
    let computeTime = compute?.value ?? 0
    switch resource {
    case .hbm: return memoryTime >= computeTime ? memoryTime : 0
    case .compute: return computeTime > memoryTime ? computeTime : 0
    case .scaleUp, .scaleOut: return resource == transferResource ? transfer?.value ?? 0 : 0
    case .overhead: return fixed?.value ?? 0
    }
  }

  /// The time that a resource works, whether or not anything waits for it, in seconds.
  public func busy(_ resource: Resource) -> Double {
    switch resource {
    case .hbm: memory?.value ?? 0
    case .compute: compute?.value ?? 0
    default: waiting(for: resource)
    }
  }
}
