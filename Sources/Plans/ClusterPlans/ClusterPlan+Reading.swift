import Foundation
import Inputs

extension ClusterPlan {
  /// Reads a plan of a cluster that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `init(contentsOf:)`, from bytes that were read already; `file` names them.
  public init(parsing data: Data, file path: String) throws {
    self = try DocumentReader.read(ClusterPlan.self, version: Self.formatVersion, data, file: path)
    for (index, workers) in composition.workers.enumerated() {
      guard workers.gpus > 0, workers.gpusPerDomain > 0, workers.count >= 0, workers.gpus <= Self.most,
        workers.gpusPerDomain <= workers.gpus, workers.count <= Self.most
      else {
        throw Diagnostic(
          id: "out-of-range", file: path, key: "composition.workers[\(index)]",
          found: "\(workers.count) workers of \(workers.gpus) GPUs, \(workers.gpusPerDomain) in a domain",
          expected: "whole numbers of 1 to \(Self.most)")
      }
    }
  }

  private static var most: Int { 1 << 24 }
}
