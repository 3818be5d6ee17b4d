/// FNV-1a of 64 bits: the same text is the same number on every machine and in every run.
public enum StableHash {
  /// - Parameter text: Hashed as UTF-8.
  public static func of(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 {
      hash ^= UInt64(byte)
      hash &*= 0x0000_0100_0000_01B3
    }
    return hash
  }
}
