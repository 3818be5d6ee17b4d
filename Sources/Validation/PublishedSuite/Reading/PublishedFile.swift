import Foundation
import Inputs

/// A file of published figures: sets that share a citation and whatever else is alike.
enum PublishedFile {
  static let formatVersion = "published/1"

  /// Reads `{layline, kind, sets: [{citation, shared, figures}]}`.
  /// - Parameter file: Its name in messages.
  static func figures(_ bytes: some Sequence<UInt8>, file: String) throws -> [PublishedFigure] {
    let root = try InputDocument.parse(Data(bytes), file: file)
    try root.allowOnly(["layline", "kind", "sets"])
    let version = try root.required("layline", expected: "\"\(formatVersion)\"")
    guard try version.text() == formatVersion else {
      throw version.fault("version-unknown", expected: "\"\(formatVersion)\"")
    }
    let kind = try root.required("kind").choice(PublishedKind.self)
    return try root.required("sets").items().flatMap { try figures(ofSet: $0, kind: kind) }
  }

  private static func figures(ofSet set: InputNode, kind: PublishedKind) throws -> [PublishedFigure] {
    try set.allowOnly(["citation", "shared", "figures"])
    let citation = try citation(set.required("citation", expected: "{title, url}"))
    let shared = try set.optional("shared")?.entries() ?? []
    return try set.required("figures").items().map { figure in
      try PublishedFigureReader(kind: kind, citation: citation, node: adding(shared, to: figure)).figure()
    }
  }

  private static func citation(_ node: InputNode) throws -> PublishedCitation {
    try node.allowOnly(["title", "url"])
    let url = try node.required("url")
    guard try url.text().hasPrefix("https://") else { throw url.fault("unknown-value", expected: "an https address") }
    return PublishedCitation(title: try node.required("title").text(), url: try url.text())
  }

  /// A figure's own keys win over the shared ones.
  private static func adding(_ shared: [(key: String, value: InputNode)], to figure: InputNode) throws -> InputNode {
    let own = try figure.entries()
    let more = shared.filter { entry in !own.contains { $0.key == entry.key } }
    return InputNode(file: figure.file, key: figure.key, line: figure.line, content: .mapping(own + more))
  }
}
