/// One of the equal, neighbouring parts of a piece: [shard / shards, (shard + 1) / shards).
struct HeldShard: Hashable, Sendable {
  let piece: Int
  let shard: Int
  let shards: Int
}
