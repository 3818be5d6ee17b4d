/// What some domains of a class hold, in pieces of sizes that do not divide each other; the rest of each is free for
/// pieces that do, in any order from the largest to the smallest.
public struct DomainContents: Sendable, Hashable {
  /// Free GPUs of the class.
  public let freeGPUs: Int
  /// GPUs of each piece, the largest first.
  public let pieces: [Int]
  /// Domains with these contents.
  public let count: Int
}
