/// Numbers in bytes, the lowest byte first, as ZIP archives and safetensors have them.
enum LittleEndian {
  /// The number in `count` bytes, at most 8; `nil` where the bytes end before it.
  static func number(in bytes: [UInt8], at offset: Int, count: Int) -> UInt64? {
    guard offset >= 0, offset <= bytes.count - count else { return nil }
    return (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
  }
}
