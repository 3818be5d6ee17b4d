@testable import Formats
import Testing
@testable import Experts

@Suite("NumPy arrays")
struct NumPyArrayTests {
  @Test(arguments: [("|i1", 1), ("<i2", 2), ("<i4", 4), ("<i8", 8), (">i2", 2), (">i8", 8)])
  func signedNumbers(type: String, size: Int) throws {
    let array = try NumPyArray(parsing: Bytes.npy(type, [2, 2], [5, -1, 127, -128], size: size), file: "a.npy")
    #expect(array.shape == [2, 2])
    #expect((0..<4).map(array.integer) == [5, -1, 127, -128])
    #expect(array.number(at: 1) == -1)
  }

  @Test func unsignedNumbersAndFloats() throws {
    let bytes = try NumPyArray(parsing: Bytes.npy("|u1", [1], [255], size: 1), file: "a.npy")
    #expect(bytes.integer(at: 0) == 255)
    let large = try NumPyArray(parsing: Bytes.npy("<u8", [1], [-1], size: 8), file: "a.npy")
    #expect(large.integer(at: 0) == .max)
    // 1.5 is 0x3FC00000, and 0x3FF8000000000000.
    let single = try NumPyArray(parsing: Bytes.npy("<f4", [1], [0x3FC0_0000], size: 4), file: "a.npy")
    let double = try NumPyArray(parsing: Bytes.npy("<f8", [1], [0x3FF8_0000_0000_0000], size: 8), file: "a.npy")
    #expect(single.number(at: 0) == 1.5 && double.number(at: 0) == 1.5)
  }

  @Test(arguments: [
    (Bytes.npy("|O", [1], [0]), "npy-unsupported", "'|O'"),
    (Bytes.npy("<f2", [1], [0, 0]), "npy-unsupported", "'<f2'"),
    (Bytes.npy("<i2", [1], [0, 0], order: "True"), "npy-unsupported", "ascontiguousarray"),
    (Bytes.npy("<i2", [2], [0, 0]), "npy-invalid", "found 2 bytes of entries, expected 4"),
    (Bytes.npy("|i1", [1 << 40, 1 << 40], []), "npy-unsupported", "at most"),
    (Bytes.npy("|i1", [1 << 20, 1 << 20], []), "npy-unsupported", "at most"),
    (Array(Bytes.npy("|i1", [1], [0]).prefix(40)), "npy-invalid", "ends early"),
    (Bytes.npy("|i1', 'x': '", [1], [0]), "npy-invalid", "'x'"),
    (Bytes.npy("|i1", [1], [0], order: "Maybe"), "npy-invalid", "True or False"),
    ([0x93, 0x4E], "npy-invalid", "no array"),
  ])
  func faults(bytes: [UInt8], id: String, place: String) {
    expectFault(id, saying: "a.npy", place) { try NumPyArray(parsing: bytes, file: "a.npy") }
  }
}
