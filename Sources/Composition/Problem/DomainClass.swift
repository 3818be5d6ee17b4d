/// Scale-up domains of a pool that have as many free GPUs.
public struct DomainClass: Sendable, Hashable {
  /// GPUs of each that may be used, 1 or more.
  public let freeGPUs: Int
  /// How many such domains there are.
  public let count: Int

  /// - Parameters: As the properties of the same names.
  public init(freeGPUs: Int, count: Int) {
    self.freeGPUs = freeGPUs
    self.count = count
  }

  /// The classes of a pool, the emptiest domains first; domains without free GPUs belong to none.
  /// - Parameter freeGPUs: Of every domain.
  public static func all(_ freeGPUs: [Int]) -> [DomainClass] {
    Dictionary(grouping: freeGPUs.filter { $0 > 0 }) { $0 }.map { DomainClass(freeGPUs: $0.key, count: $0.value.count) }
      .sorted { $0.freeGPUs > $1.freeGPUs }
  }
}
