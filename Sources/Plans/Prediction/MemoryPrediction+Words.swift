import Foundation

extension MemoryPrediction {
  /// "weights 1.9 + experts 84.6 + KV 2.3 + reserve 4.2 > 79.0 GB usable; 13.9 GB short on each GPU"; parts that are
  /// nothing to speak of are left out.
  public var shortage: String {
    let parts = [
      ("weights", weights), ("experts", experts), ("redundant experts", redundantExperts ?? 0), ("KV", cache),
      ("activations", activations), ("reserve", reserve),
    ].filter { $0.1 >= 5e7 }.map { "\($0.0) \(Self.gigabytes($0.1))" }.joined(separator: " + ")
    return "\(parts) > \(Self.gigabytes(usable)) GB usable; \(Self.gigabytes(-free)) GB short on each GPU"
  }

  private static func gigabytes(_ bytes: Double) -> String { String(format: "%.1f", bytes / 1e9) }
}
