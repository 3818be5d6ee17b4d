import Formats
import FoundationEssentials
import Quantities

/// The files of weights beside a `config.json`.
enum CheckpointFiles {
  /// The bytes of all tensors: what the index of the shards says, or else what their headers do.
  /// - Parameter folder: Where the configuration is.
  /// - Returns: `nil` where neither is there.
  /// - Throws: `Diagnostic` for an index that cannot be read.
  static func size(in folder: String) throws -> PublishedCheckpoint? {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let indexes = names.filter { $0.hasSuffix(".safetensors.index.json") || $0.hasSuffix(".bin.index.json") }
    let preferred = ["model.safetensors.index.json"].filter(indexes.contains) + indexes
    if let name = preferred.first, let size = try indexedSize("\(folder)/\(name)") {
      return PublishedCheckpoint(size: size, source: name, isOfFiles: true)
    }
    let shards = names.filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix("consolidated") }
    let sizes = shards.map { SafetensorsHeader.dataBytes(ofFile: "\(folder)/\($0)") }
    guard !shards.isEmpty, !sizes.contains(where: { $0 == nil }) else { return nil }
    let total = sizes.reduce(0.0) { $0 + Double($1 ?? 0) }
    guard total > 0 else { return nil }
    let source = shards.count == 1 ? shards[0] : "the headers of \(shards.count) files"
    return PublishedCheckpoint(size: Bytes(total), source: source, isOfFiles: true)
  }

  private static func indexedSize(_ path: String) throws -> Bytes? {
    let index = try InputDocument.read(contentsOf: path)
    guard let size = try index.optional("metadata")?.optional("total_size") else { return nil }
    return Bytes(try size.number(atLeast: 1, atMost: 1e18))
  }
}
