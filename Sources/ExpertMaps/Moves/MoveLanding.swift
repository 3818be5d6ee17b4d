/// Where on a rank the weights of an expert are put.
public enum MoveLanding: Sendable, Hashable, Codable {
  /// Into a slot that is empty.
  case free
  /// Over the copy of an expert that other ranks hold too.
  case overwriting(expert: Int)
  /// Into the rank's staging buffer, which has room for one expert.
  case staging
}
