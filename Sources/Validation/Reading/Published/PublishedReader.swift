import Costing
import Inputs

/// Reads a list of published figures. Entries that are no figure of serving, or that do not say what ran, are kept with
/// the reason why they cannot be predicted.
enum PublishedReader {
  /// Whether a list holds such entries.
  static func recognises(_ items: [InputNode]) -> Bool {
    guard let first = items.first, case .mapping(let entries) = first.content else { return false }
    return Set(entries.map(\.key)).isSuperset(of: ["metric", "value", "unit"])
  }

  static func read(_ items: [InputNode], file: String) -> MeasuredFile {
    MeasuredFile(name: file, form: .publishedFigures, readings: items.map { reading($0, among: items) })
  }

  private static func reading(_ node: InputNode, among items: [InputNode]) -> RunReading {
    let entry: PublishedEntry
    do {
      entry = try PublishedEntry(node)
    } catch {
      let id = try? node.optional("id")?.text()
      return .unreadable(
        UnreadableRow(id: id ?? node.key, place: node.key, quantities: [], reason: reason(error, node)))
    }
    var quantities: [MeasuredQuantity] = []
    do {
      let figure = try PublishedMeasure(entry)
      quantities = [figure.quantity]
      return .run(try run(entry, figure, among: items))
    } catch {
      return .unreadable(
        UnreadableRow(
          id: entry.id, place: node.key, labels: labels(entry), quantities: quantities, reason: reason(error, node)))
    }
  }

  private static func run(
    _ entry: PublishedEntry, _ figure: PublishedMeasure, among items: [InputNode]
  ) throws -> MeasuredRun {
    let names = PublishedNames(entry)
    let deployment = try PublishedLayout(entry).deployment()
    let precision = try PublishedPrecision(entry)
    let companions = PublishedCompanions(items)
    return MeasuredRun(
      id: entry.id, file: entry.node.file, place: entry.node.key, model: try names.model(),
      accelerator: try names.accelerator(), runtime: names.runtime, runtimeVersion: names.runtimeVersion,
      weightFormat: precision.experts, denseFormat: precision.dense, cacheFormat: precision.cache,
      deployment: deployment, traffic: try PublishedWorkload(entry, deployment, companions: companions).traffic(),
      speculation: try companions.speculation(of: entry),
      twoBatchOverlap: try entry.layout?.optional("tbo")?.boolean() ?? names.overlapsTwoBatches,
      expertsAreBalanced: names.saysBalancedExperts, figures: [figure.quantity: try figure.value()])
  }

  private static func labels(_ entry: PublishedEntry) -> RunLabels {
    let names = PublishedNames(entry)
    return RunLabels(
      model: try? names.model(), accelerator: try? names.accelerator(), mode: PublishedLayout(entry).mode,
      runtime: names.runtime, runtimeVersion: names.runtimeVersion)
  }

  private static func reason(_ error: any Error, _ node: InputNode) -> Diagnostic {
    error as? Diagnostic
      ?? Diagnostic(
        id: "row-unreadable", file: node.file, key: node.key, found: "\(error)", expected: "an entry that can be read")
  }
}
