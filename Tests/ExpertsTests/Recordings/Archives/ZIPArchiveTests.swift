@testable import Formats
import Testing
@testable import Experts

@Suite("ZIP archives")
struct ZIPArchiveTests {
  private static let text = Array("one two two two two two".utf8)
  /// Deflate without compression: a last block of its kind, its length, the complement of that, and the bytes.
  private static let packed = [1] + Bytes.little(text.count, 2) + Bytes.little(~text.count, 2) + text

  private static func content(_ archive: [UInt8], _ name: String = "a") throws -> [UInt8] {
    let members = try ZIPArchive(parsing: archive, file: "a.npz").members
    return try #require(members.first { $0.name == name }).content(in: archive, file: "a.npz")
  }

  @Test func membersAreReadStoredAndDeflated() throws {
    let archive = Bytes.zip([
      .init(name: "a", content: Self.text), .init(name: "b", content: Self.text, packed: Self.packed),
      .init(name: "empty", content: []),
    ])
    #expect(try Self.content(archive) == Self.text)
    #expect(try Self.content(archive, "b") == Self.text)
    #expect(try Self.content(archive, "empty") == [])
  }

  /// "a" in deflate's fixed code, made by hand: 01 (last block, fixed) 10010001 ('a': 0x30 + 97) 0000000 (end).
  @Test func theFixedCodeIsRead() throws {
    let archive = Bytes.zip([.init(name: "a", content: [97], packed: [0x4B, 0x04, 0x00])])
    #expect(try Self.content(archive) == [97])
  }

  @Test func damageIsFound() {
    let whole = Bytes.zip([.init(name: "a", content: Self.text)])
    expectFault("archive-invalid", saying: "a.npz", "no directory") { try Self.content(Array(whole.dropLast())) }
    expectFault("archive-invalid") { try Self.content([0x50, 0x4B]) }
    expectFault("archive-invalid", saying: "checksum") {
      try Self.content(Bytes.zip([.init(name: "a", content: Self.text, damage: 1)]))
    }
    var changed = whole
    changed[31] ^= 1
    expectFault("archive-invalid", saying: "checksum") { try Self.content(changed) }
    expectFault("archive-invalid", saying: "two members \"a\"") {
      try Self.content(Bytes.zip([.init(name: "a", content: [1]), .init(name: "a", content: [2])]))
    }
    expectFault("archive-invalid", saying: "compressed bytes") {
      try Self.content(Bytes.zip([.init(name: "a", content: Self.text, packed: [0xFF, 0xFF])]))
    }
    expectFault("archive-invalid", saying: "compressed bytes") {
      try Self.content(Bytes.zip([.init(name: "a", content: Self.text + [1], packed: Self.packed)]))
    }
  }

  /// A small archive must not ask for much memory.
  @Test func sizesThatCannotBeAreRefused() {
    var archive = Bytes.zip([.init(name: "a", content: Self.text, packed: Self.packed)])
    let directory = archive.count - 22 - 47
    archive.replaceSubrange(directory + 24..<directory + 28, with: Bytes.little(200 << 20, 4))
    let large = archive
    expectFault("archive-invalid", saying: "209715200 bytes in 28") { try Self.content(large) }
  }

  @Test func otherKindsAreNamed() {
    expectFault("archive-unsupported", saying: "encryption") {
      try Self.content(Bytes.zip([.init(name: "a", content: [1], flags: 1)]))
    }
    var archive = Bytes.zip([.init(name: "a", content: [1])])
    let directory = archive.count - 22 - 47
    archive.replaceSubrange(directory + 20..<directory + 24, with: Bytes.little(0xFFFF_FFFF, 4))
    let large = archive
    expectFault("archive-unsupported", saying: "ZIP64") { try Self.content(large) }
  }
}
