@testable import Clusters

/// The names of products as the importer tells them.
enum AcceleratorNamesProbe {
  static func names() throws -> (String) -> [String] { try AcceleratorNames().candidates }
}
