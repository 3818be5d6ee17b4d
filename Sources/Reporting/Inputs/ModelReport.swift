import Models
import Quantities

/// A model as `layline model show` prints it: plain text, at most 100 columns.
public struct ModelReport: Sendable, CustomStringConvertible {
  /// Longer lists of layers have a line of their own.
  private static let widestPlaces = 40

  private let summary: ModelSummary
  private var model: ModelArchitecture { summary.model }

  /// - Parameter summary: What is printed.
  public init(_ summary: ModelSummary) {
    self.summary = summary
  }

  /// The text, without a line break at its end.
  public var description: String {
    [title, layers, parameters, storage, cache, remarks].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private var remarks: [String] { model.remarks.flatMap { Page.wrap("Note  \($0)", indent: 6) } }

  private var title: [String] {
    let context = model.maximumContext.map { ", context up to \(Numerals.grouped($0))" } ?? ""
    let sizes =
      "\(model.modelType), \(Numerals.count(model.layers.count, "layer")), "
      + "hidden size \(Numerals.grouped(model.hiddenSize)), vocabulary \(Numerals.grouped(model.vocabularySize))"
    return Page.wrap("\(model.name)  \(sizes)\(context)", indent: 2)
  }

  // MARK: - Layers

  private var layers: [String] {
    let rows = summary.layers.map { group in
      (
        "\(group.count == 1 ? "layer" : "layers") \(LayerPlaces(runs: group.runs))",
        "\(group.mixer); \(group.feedForward)"
      )
    }
    let prediction = model.multiTokenPrediction.map {
      ("drafting", "\(Numerals.count($0.layers.count, "layer")) for multi-token prediction")
    }
    let lines = rows + (prediction.map { [$0] } ?? [])
    let column = 4 + min(Self.widestPlaces, lines.map(\.0.count).max() ?? 0)
    return lines.flatMap { places, text -> [String] in
      guard places.count > Self.widestPlaces else { return Page.fact(places, text, column: column) }
      return Page.wrap("  \(places)", indent: 4) + Page.fact("", text, column: column)
    }
  }

  // MARK: - Parameters

  private var parameters: [String] {
    let main = summary.parts.filter { ![.multiTokenPrediction, .towers].contains($0.part) }
    let towers = summary.parts.filter { $0.part == .towers }.map {
      row($0.part.rawValue, $0.parameters, active: nil, $0.bytes)
    }
    let total = row(
      "main model", model.totalParameters, active: model.activeParameters, model.mainModelBytes)
    let rows = main.map { row($0.part.rawValue, $0.parameters, active: $0.activeParameters, $0.bytes) }
    return [cells("", "parameters", "used by a token", "bytes")] + rows + [total] + prediction + towers
  }

  private var prediction: [String] {
    guard let prediction = model.multiTokenPrediction,
      let part = summary.parts.first(where: { $0.part == .multiTokenPrediction })
    else { return [] }
    let line = row(part.part.rawValue, prediction.ownElements, active: nil, part.bytes)
    let copies = prediction.totalElements - prediction.ownElements
    guard copies > 0 else { return [line] }
    return [line, "  (its bytes include copies of \(Numerals.grouped(copies)) parameters of the main model)"]
  }

  private func row(_ name: String, _ parameters: Int, active: Int?, _ bytes: Bytes) -> String {
    cells(name, Numerals.grouped(parameters), active.map(Numerals.grouped) ?? "", "\(bytes)")
  }

  private func cells(_ name: String, _ parameters: String, _ active: String, _ bytes: String) -> String {
    "  " + Page.row([name, parameters, active, bytes], [-24, 20, 20, 12])
  }

  // MARK: - Bytes

  private var storage: [String] {
    let formats = model.amountsByFormat.map { "\($0.format.rawValue) \($0.amount.bytes)" }
    return Page.fact("quantisation", model.quantization, column: 17)
      + Page.fact("by format", formats.joined(separator: ", "), column: 17)
      + Page.fact("checkpoint", checkpoint, column: 17)
  }

  private var checkpoint: String {
    let computed = "\(model.checkpointBytes.formatted(significantDigits: 4)) computed"
    guard let published = model.publishedCheckpoint, let deviation = model.deviationFromPublished else {
      return computed + ", no published size known"
    }
    guard abs(deviation) >= 0.00005 else {
      return "\(computed), as \(published.isOfFiles ? "the files" : "published") (\(published.source))"
    }
    return "\(computed), \(Numerals.percent(abs(deviation), decimals: 2)) \(deviation < 0 ? "less" : "more") than the "
      + "\(published.isOfFiles ? "" : "published ")\(published.size.formatted(significantDigits: 4)) "
      + "\(published.isOfFiles ? "of the files " : "")(\(published.source))"
  }

  // MARK: - Cache

  private var cache: [String] {
    let cache = summary.cache
    let size = Numerals.plain(cache.format.bytesPerElement)
    let heading = "KV cache, \(cache.format.rawValue), \(size) byte\(size == "1" ? "" : "s") an element"
    let lines =
      Page.fact("per token", perToken, column: 17)
      + Page.fact("per sequence", perSequence, column: 17)
    return [heading] + lines + served
  }

  private var perToken: String {
    let indexer = summary.cache.indexerBytesPerToken
    let note = indexer > .zero ? ", \(count(indexer)) of them for the indexer" : ""
    return count(summary.cache.bytesPerToken) + note
  }

  private var perSequence: String {
    let cache = summary.cache
    let parts = [
      ("token entries", cache.bytesPerToken * Double(cache.context)), ("windows", cache.windowBytes),
      ("state", cache.stateBytes),
    ].filter { $0.1 > .zero }
    let note = parts.count > 1 ? " (\(parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))" : ""
    return "\(cache.bytesPerSequence) at \(Numerals.count(cache.context, "token"))\(note)"
  }

  private var served: [String] {
    let cache = summary.cache
    let isWider = cache.servedBytesPerSequence != cache.bytesPerSequence
    let shapes = model.layers.map(\.kind.mixer.cache)
    let isNarrow = cache.format.bits < 16 && shapes.contains { $0.entryStorage != nil }
    let perToken = count(model.servedCacheBytesPerToken(format: cache.format))
    let storage = [
      shapes.contains { $0.constantBytes > .zero } ? "the state in its own format" : nil,
      isNarrow ? "scales and a rotary part of 16 bits in its entries" : nil,
      shapes.contains { $0.indexerBytesPerToken != nil } ? "indexer keys of 8 bits" : nil,
      shapes.contains { $0.indexerBytesPerToken != nil || (isNarrow && $0.entryStorage != nil) }
        ? "\(perToken) a token" : nil,
    ].compactMap(\.self).joined(separator: ", ")
    let wanted = model.cacheFormat.map { "the checkpoint asks for \($0.rawValue)" }
    return
      (isWider
      ? Page.fact(
        "as served", "\(cache.servedBytesPerSequence)\(storage.isEmpty ? "" : ", with \(storage)")", column: 17)
      : []) + (wanted.map { Page.fact("format", $0, column: 17) } ?? [])
  }

  /// Exact where it is whole: "70,272 B".
  private func count(_ bytes: Bytes) -> String {
    bytes.value == bytes.value.rounded() ? "\(Numerals.grouped(rounding: bytes.value)) B" : "\(bytes)"
  }
}

/// Layers by number, as a person writes them: "0-2, 4-6, 8-10 ... 44-46".
private struct LayerPlaces: CustomStringConvertible {
  /// So many runs at one distance are shortened to the first two and the last.
  private static let shortened = 5

  let runs: [ClosedRange<Int>]

  var description: String {
    var parts: [String] = []
    var start = 0
    while start < runs.count {
      let end = endOfSeries(from: start)
      if end - start >= Self.shortened {
        parts.append("\(name(start)), \(name(start + 1)) ... \(name(end - 1))")
        start = end
      } else {
        parts.append(name(start))
        start += 1
      }
    }
    return parts.joined(separator: ", ")
  }

  /// Behind the last run that is as long, and as far from the one before it, as at the start.
  private func endOfSeries(from start: Int) -> Int {
    guard start + 1 < runs.count else { return start + 1 }
    let distance = runs[start + 1].lowerBound - runs[start].lowerBound
    var end = start + 1
    while end < runs.count, runs[end].count == runs[start].count,
      runs[end].lowerBound - runs[end - 1].lowerBound == distance
    {
      end += 1
    }
    return end
  }

  private func name(_ index: Int) -> String {
    let run = runs[index]
    return run.count == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)-\(run.upperBound)"
  }
}
