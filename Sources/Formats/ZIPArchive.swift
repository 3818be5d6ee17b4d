import ZlibBridge

/// The members of a ZIP archive by its central directory (PKWARE's APPNOTE, 4.3). ZIP64, encryption and multi-part
/// archives are refused.
package struct ZIPArchive {
  private static let endMark: UInt64 = 0x0605_4B50
  private static let directoryMark: UInt64 = 0x0201_4B50
  private static let (endSize, directorySize) = (22, 46)

  /// The members in the order of the directory; names are unique.
  package let members: [ZIPMember]

  /// - Parameters:
  ///   - bytes: The whole archive.
  ///   - file: The file name used in messages.
  /// - Throws: `Diagnostic` "archive-invalid" or "archive-unsupported".
  package init(parsing bytes: [UInt8], file: String) throws {
    let end = try Self.end(of: bytes, file: file)
    func field(_ offset: Int, _ count: Int) -> Int {
      LittleEndian.number(in: bytes, at: end + offset, count: count).map(Int.init) ?? 0
    }
    let (count, size, start) = (field(10, 2), field(12, 4), field(16, 4))
    guard count != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF else { throw Self.unsupported("ZIP64", file) }
    guard field(4, 2) == 0, field(6, 2) == 0, field(8, 2) == count else {
      throw Self.unsupported("an archive in several parts", file)
    }
    guard count <= InputLimits.recordingParts else { throw Self.unsupported("\(count) members", file) }
    guard start <= end, size <= end - start else {
      throw Self.invalid("a directory of \(size) bytes at \(start)", file)
    }
    var position = start
    var names: Set<String> = []
    var members: [ZIPMember] = []
    for _ in 0..<count {
      let member = try Self.member(in: bytes, at: &position, before: start + size, file: file)
      guard names.insert(member.name).inserted else { throw Self.invalid("two members \"\(member.name)\"", file) }
      members.append(member)
    }
    self.members = members
  }

  /// Whether bytes begin with the magic number of a ZIP archive.
  package static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    let start = Array(bytes.prefix(4))
    return start == [0x50, 0x4B, 0x03, 0x04] || start == [0x50, 0x4B, 0x05, 0x06]
  }

  /// The offset of the end-of-directory record; a comment of at most 64 KiB may follow it.
  private static func end(of bytes: [UInt8], file: String) throws -> Int {
    let last = bytes.count - endSize
    guard last >= 0 else { throw invalid("\(bytes.count) bytes", file) }
    for offset in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
    where LittleEndian.number(in: bytes, at: offset, count: 4) == endMark {
      let comment = LittleEndian.number(in: bytes, at: offset + 20, count: 2) ?? 0
      if offset + endSize + Int(comment) == bytes.count { return offset }
    }
    throw invalid("no directory at its end", file)
  }

  private static func member(
    in bytes: [UInt8], at position: inout Int, before end: Int, file: String
  ) throws -> ZIPMember {
    let start = position
    guard end - start >= directorySize, LittleEndian.number(in: bytes, at: start, count: 4) == directoryMark else {
      throw invalid("a directory that ends early", file)
    }
    func field(_ offset: Int, _ count: Int) -> Int {
      LittleEndian.number(in: bytes, at: start + offset, count: count).map(Int.init) ?? 0
    }
    let nameEnd = start + directorySize + field(28, 2)
    position = nameEnd + field(30, 2) + field(32, 2)
    guard position <= end else { throw invalid("a directory that ends early", file) }
    let name = String(decoding: bytes[start + directorySize..<nameEnd], as: UTF8.self)
    let (packed, size, header) = (field(20, 4), field(24, 4), field(42, 4))
    guard ![packed, size, header].contains(0xFFFF_FFFF) else { throw unsupported("ZIP64 in \"\(name)\"", file) }
    guard field(8, 2) & 1 == 0 else { throw unsupported("encryption of \"\(name)\"", file) }
    return ZIPMember(
      name: name, method: field(10, 2), checksum: UInt32(truncatingIfNeeded: field(16, 4)), packedSize: packed,
      size: size, header: header)
  }

  package static func invalid(_ found: String, _ file: String) -> Diagnostic {
    Diagnostic(
      id: .archiveInvalid, file: file, found: found, expected: "a whole ZIP archive",
      advice: "it may have been cut off or damaged: copy it again")
  }

  package static func unsupported(_ found: String, _ file: String) -> Diagnostic {
    Diagnostic(
      id: .archiveUnsupported, file: file, found: found,
      expected: "a plain ZIP archive below 4 GB, as numpy.savez and numpy.savez_compressed write it")
  }
}

/// One file in a ZIP archive.
package struct ZIPMember {
  private static let headerMark: UInt64 = 0x0403_4B50
  private static let headerSize = 30
  private static let (stored, deflated) = (0, 8)
  /// The largest compression ratio: deflate expands one byte to at most 1,032.
  private static let largestRatio = 1032

  /// The name in the directory.
  package let name: String
  package let method: Int
  package let checksum: UInt32
  package let packedSize: Int
  package let size: Int
  /// The offset of the local header in the archive.
  package let header: Int

  /// The decompressed content.
  /// - Parameters:
  ///   - archive: The bytes of the archive.
  ///   - file: The file name used in messages.
  /// - Throws: `Diagnostic` "archive-invalid", "archive-unsupported" or "file-too-large".
  package func content(in archive: [UInt8], file: String) throws -> [UInt8] {
    guard size <= InputLimits.fileBytes else {
      throw Diagnostic(
        id: .fileTooLarge, file: file, key: name, found: "\(size) bytes",
        expected: "at most \(InputLimits.fileBytes) bytes")
    }
    let packed = try packedRange(in: archive, file: file)
    let bytes = try unpacked(archive, packed, file: file)
    let sum = bytes.withUnsafeBufferPointer { zlib_bridge_crc32($0.baseAddress, $0.count) }
    guard UInt32(truncatingIfNeeded: sum) == checksum else {
      throw ZIPArchive.invalid("\"\(name)\", whose bytes do not match their checksum", file)
    }
    return bytes
  }

  /// The bytes of the compressed data. Sizes are those of the directory; the local header may lack them.
  private func packedRange(in archive: [UInt8], file: String) throws -> Range<Int> {
    guard LittleEndian.number(in: archive, at: header, count: 4) == Self.headerMark,
      let nameSize = LittleEndian.number(in: archive, at: header + 26, count: 2),
      let extraSize = LittleEndian.number(in: archive, at: header + 28, count: 2)
    else { throw ZIPArchive.invalid("\"\(name)\" without a header", file) }
    let start = header + Self.headerSize + Int(nameSize) + Int(extraSize)
    guard start <= archive.count, packedSize <= archive.count - start else {
      throw ZIPArchive.invalid("\"\(name)\", which ends early", file)
    }
    return start..<start + packedSize
  }

  private func unpacked(_ archive: [UInt8], _ packed: Range<Int>, file: String) throws -> [UInt8] {
    switch method {
    case Self.stored:
      guard packed.count == size else { throw ZIPArchive.invalid("\"\(name)\" of two sizes", file) }
      return Array(archive[packed])
    case Self.deflated:
      // Nothing is made that the packed bytes cannot fill.
      guard size <= (packed.count + 1) * Self.largestRatio else {
        throw ZIPArchive.invalid("\"\(name)\" of \(size) bytes in \(packed.count)", file)
      }
      var bytes = [UInt8](repeating: 0, count: size)
      let code = archive[packed].withUnsafeBufferPointer { input in
        bytes.withUnsafeMutableBufferPointer { output in
          // An empty array has no address, and zlib wants one.
          var nothing: UInt8 = 0
          return withUnsafeMutablePointer(to: &nothing) { nowhere in
            zlib_bridge_inflate(
              input.baseAddress ?? UnsafePointer(nowhere), input.count, output.baseAddress ?? nowhere, output.count)
          }
        }
      }
      guard code == 0 else { throw ZIPArchive.invalid("\"\(name)\", whose compressed bytes are damaged", file) }
      return bytes
    default: throw ZIPArchive.unsupported("compression \(method) of \"\(name)\"", file)
    }
  }
}
