/// One link of a device in a dump of an InfiniBand fabric.
struct FabricPort {
  /// Of the dump.
  let line: Int
  /// The device at the other end: "S-..." is a switch, "H-..." an adapter.
  let peer: String
  /// What the dump calls the other end: "node01 mlx5_0".
  let description: String
  /// One way, in bytes per second; `nil` where the dump does not say.
  let bandwidth: Double?
}
