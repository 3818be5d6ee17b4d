import Inputs
import ZlibBridge

/// One file in a ZIP archive.
struct ZIPMember {
  private static let headerMark: UInt64 = 0x0403_4B50
  private static let headerSize = 30
  private static let (stored, deflated) = (0, 8)
  /// Deflate makes at most 1,032 bytes of one.
  private static let largestRatio = 1032

  /// As the directory has it.
  let name: String
  let method: Int
  let checksum: UInt32
  let packedSize: Int
  let size: Int
  /// Where its own header lies in the archive.
  let header: Int

  /// What it holds.
  /// - Parameters:
  ///   - archive: The bytes of the archive.
  ///   - file: Its name in messages.
  /// - Throws: `Diagnostic` "archive-invalid", "archive-unsupported" or "file-too-large".
  func content(in archive: [UInt8], file: String) throws -> [UInt8] {
    guard size <= InputLimits.fileBytes else {
      throw Diagnostic(
        id: "file-too-large", file: file, key: name, found: "\(size) bytes",
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

  /// The sizes of the directory count: those of the member's own header may be missing.
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
