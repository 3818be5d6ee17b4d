import Foundation
import Inputs
import Testing
@testable import Models

@Test func dumpReadKeys() throws {
  let folder = "/work/shared/facts/models"
  for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where file.hasSuffix(".json") && !file.contains("hf_quant") {
    do {
      let root = try InputDocument.read(contentsOf: folder + "/" + file)
      let c = try ModelConfiguration(root, name: file)
      _ = try ModelArchitecture(c)
      try c.text.readKeys.paths.sorted().joined(separator: "\n").write(toFile: "/tmp/readkeys/\(file)", atomically: true, encoding: .utf8)
    } catch { print("FAIL", file, error) }
  }
}
