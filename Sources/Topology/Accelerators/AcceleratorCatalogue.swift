import Foundation
import Inputs

/// The accelerators that ship with the product.
public enum AcceleratorCatalogue {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("nvidia.yaml", PackageResources.nvidia_yaml),
    ("nvidia-blackwell.yaml", PackageResources.nvidia_blackwell_yaml),
    ("amd.yaml", PackageResources.amd_yaml),
    ("google.yaml", PackageResources.google_yaml),
    ("aws.yaml", PackageResources.aws_yaml),
  ]

  private static let contents = Result { try files.flatMap { try read($0.bytes, file: "Catalogue/\($0.name)") } }

  /// All of them, in the order of the files.
  /// - Throws: `Diagnostic` for a fault of the shipped files, which a test rules out.
  public static func accelerators() throws -> [Accelerator] { try contents.get() }

  /// The accelerator of an identifier; `nil` where there is none.
  public static func accelerator(id: String) throws -> Accelerator? {
    try accelerators().first { $0.id == id }
  }

  /// The accelerator of a name, whatever its case.
  /// - Throws: `Diagnostic` "unknown-accelerator", which names the nearest ones.
  public static func accelerator(named name: String) throws -> Accelerator {
    let all = try accelerators()
    if let found = all.first(where: { $0.id.lowercased() == name.lowercased() }) { return found }
    let nearest = NearestNames.to(name, among: all.map(\.id)).joined(separator: ", ")
    throw Diagnostic(
      id: "unknown-accelerator", file: name, found: "no such accelerator",
      expected: "one of \(all.map(\.id).joined(separator: ", "))", advice: "the nearest are \(nearest)")
  }

  /// The accelerator that a value of a file names.
  /// - Throws: `Diagnostic` "unknown-accelerator", which names the nearest ones.
  static func accelerator(named node: InputNode) throws -> Accelerator {
    let id = try node.text()
    if let accelerator = try accelerator(id: id) { return accelerator }
    let known = try accelerators().map(\.id)
    let nearest = NearestNames.to(id, among: known).map { "\"\($0)\"" }.joined(separator: ", ")
    throw node.fault(
      "unknown-accelerator", expected: "an accelerator of the catalogue (\(known.joined(separator: ", ")))",
      advice: "the nearest are \(nearest); another one can be written here as a mapping")
  }

  private static func read(_ bytes: [UInt8], file: String) throws -> [Accelerator] {
    let root = try InputDocument.parse(Data(bytes), file: file)
    try root.allowOnly(["layline", "documents", "accelerators"])
    try root.required("layline").checkVersion("accelerators/1")
    let documents = try SourceDocuments(reading: root.optional("documents"))
    return try root.required("accelerators").items().map {
      try AcceleratorReader(documents: documents).accelerator($0)
    }
  }
}
