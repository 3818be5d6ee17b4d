import Foundation
import Inputs

extension ModelArchitecture {
  /// Reads a model from its `config.json`, or from the folder that holds it.
  ///
  /// A `hf_quant_config.json` next to it (for `X.json`, also `X.hf_quant_config.json`) is read where the configuration
  /// does not say itself how the checkpoint is quantised.
  /// - Parameter path: A file or a folder.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = exists && isFolder.boolValue ? path + (path.hasSuffix("/") ? "" : "/") + "config.json" : path
    let root = try InputDocument.read(contentsOf: file)
    let quantizationFile = try Self.quantizationFile(nextTo: file).map { try InputDocument.read(contentsOf: $0) }
    try self.init(ModelConfiguration(root, name: Self.name(ofFile: file), quantizationFile: quantizationFile))
  }

  private static func quantizationFile(nextTo file: String) -> String? {
    let url = URL(fileURLWithPath: file)
    let stem = url.deletingPathExtension().lastPathComponent
    let candidate = stem == "config" ? "hf_quant_config.json" : "\(stem).hf_quant_config.json"
    let path = url.deletingLastPathComponent().appendingPathComponent(candidate).path
    return InputDocument.isThere(path) ? path : nil
  }

  /// A `config.json` is named after its folder, any other file after itself.
  private static func name(ofFile file: String) -> String {
    let url = URL(fileURLWithPath: file).standardizedFileURL
    let stem = url.deletingPathExtension().lastPathComponent
    return stem == "config" ? url.deletingLastPathComponent().lastPathComponent : stem
  }
}
