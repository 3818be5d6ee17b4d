/// A switch of an InfiniBand fabric.
struct FabricSwitch {
  /// "S-2c5eab0300b87b40".
  let id: String
  /// Of the dump, where its own section begins.
  let line: Int
  /// What the dump calls it.
  let description: String
  var ports: [FabricPort] = []
}
