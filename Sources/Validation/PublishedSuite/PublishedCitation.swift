/// Where a figure was published.
public struct PublishedCitation: Sendable, Hashable, Codable {
  /// Title, and which part of it where that helps.
  public let title: String
  /// Where it can be read.
  public let url: String

  /// - Parameters:
  ///   - title: Title, and which part of it where that helps.
  ///   - url: Where it can be read.
  public init(title: String, url: String) {
    self.title = title
    self.url = url
  }
}
