import Inputs

/// The `sources` of a mapping: for each figure, or group of figures, where it was read.
struct SourceNotes {
  private var notes: [String: FigureSource] = [:]

  /// Reads the key `sources`, if it is there.
  /// - Parameters:
  ///   - node: The mapping that holds the figures.
  ///   - figures: Keys of the figures: "scaleUp.bandwidth". A note on "scaleUp" covers it too, one on "default" the rest.
  init(of node: InputNode, documents: SourceDocuments, figures: [String]) throws {
    guard let sources = try node.optional("sources") else { return }
    let groups = figures.compactMap { $0.split(separator: ".").first.map(String.init) }
    let known = ["default"] + Set(groups + figures).sorted()
    try sources.allowOnly(known)
    for (figure, note) in try sources.entries() { notes[figure] = try Self.source(note, documents) }
  }

  /// The most specific note on a figure.
  func source(of figure: String) -> FigureSource? {
    let group = figure.split(separator: ".").first.map(String.init) ?? figure
    return notes[figure] ?? notes[group] ?? notes["default"]
  }

  /// Notes on several figures, with `prefix` before their keys.
  func sources(of figures: [String], prefix: String = "") -> [String: FigureSource] {
    var result: [String: FigureSource] = [:]
    for figure in figures { result[prefix + figure] = source(of: figure) }
    return result
  }

  private static func source(_ node: InputNode, _ documents: SourceDocuments) throws -> FigureSource {
    guard case .mapping = node.content else { return FigureSource(documents.expand(try node.text())) }
    try node.allowOnly(["text", "verified"])
    return FigureSource(
      documents.expand(try node.required("text").text()),
      isVerified: try node.optional("verified")?.boolean() ?? true)
  }
}
