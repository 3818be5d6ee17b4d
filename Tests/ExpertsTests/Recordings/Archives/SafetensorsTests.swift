@testable import Formats
import Foundation
import Testing
@testable import Experts

@Suite("Safetensors")
struct SafetensorsTests {
  private static func read(_ bytes: [UInt8]) throws -> SafetensorsFile {
    try SafetensorsFile(parsing: Data(bytes), file: "rank0.safetensors")
  }

  @Test func bothWidthsAreRead() throws {
    let file = try Self.read(
      Bytes.safetensors([
        ("1_0", "I32", [2], Bytes.little(-3, 4) + Bytes.little(70_000, 4)),
        ("1_1", "I64", [1, 2], Bytes.little(1 << 40, 8) + Bytes.little(-1, 8)),
      ]))
    #expect(file.tensors.map(\.name) == ["1_0", "1_1"])
    #expect(try file.integers(file.tensors[0]) == [-3, 70_000])
    #expect(try file.integers(file.tensors[1]) == [1 << 40, -1])
  }

  @Test func metadataIsPassedOver() throws {
    let header = #"{"__metadata__":{"format":"pt"},"a":{"dtype":"I32","shape":[],"data_offsets":[0,4]}}"#
    let file = try Self.read(Bytes.safetensors(header: header, data: [7, 0, 0, 0]))
    #expect(try file.integers(file.tensors[0]) == [7])
  }

  @Test(arguments: [
    ([0, 1, 2], "safetensors-invalid", "3 bytes"), (Bytes.little(9, 8), "safetensors-invalid", "header of 9 bytes"),
    ([UInt8](repeating: 255, count: 8), "safetensors-invalid", "18446744073709551615"),
    (entry(offsets: "[0,5]", data: 5), "safetensors-invalid", "as type and shape say"),
    (entry(offsets: "[4,0]", data: 4), "safetensors-invalid", "as type and shape say"),
    (entry(offsets: "[0,4]", data: 5), "safetensors-invalid", "where the last tensor ends"),
    (entry(offsets: "[1,5]", data: 5), "safetensors-invalid", "one after the other"),
    (entry(offsets: "[0,8]", data: 4), "out-of-range", "data_offsets[1]"),
    (entry(offsets: "[0]", data: 4), "safetensors-invalid", "two offsets"),
    (entry(shape: "[268435456,268435456,268435456]", offsets: "[0,4]", data: 4), "safetensors-invalid", "as type"),
    (entry(type: "I5", offsets: "[0,4]", data: 4), "unknown-value", "dtype"),
    (Bytes.safetensors(header: "{", data: []), "json-invalid", "rank0.safetensors"),
  ])
  func faults(bytes: [UInt8], id: String, place: String) {
    expectFault(id, saying: place) { try Self.read(bytes) }
  }

  @Test func otherTypesAreNoCounts() throws {
    let file = try Self.read(Self.entry(type: "F32", offsets: "[0,4]", data: 4))
    expectFault("safetensors-invalid", saying: "F32") { try file.integers(file.tensors[0]) }
  }

  private static func entry(type: String = "I32", shape: String = "[1]", offsets: String, data: Int) -> [UInt8] {
    let header = #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    return Bytes.safetensors(header: header, data: [UInt8](repeating: 0, count: data))
  }
}
