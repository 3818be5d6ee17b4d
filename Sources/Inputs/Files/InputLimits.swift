/// How much of an input is read before it is refused: well above anything honest, and below what would eat a machine.
public enum InputLimits {
  /// Bytes of any file: plans of large clusters and recorded loads take tens of MB.
  public static let fileBytes = 256 << 20
  /// Bytes of YAML, which is written by hand; a list of 100,000 hosts takes 2 MB.
  public static let yamlBytes = 16 << 20
  /// Lists and mappings inside of each other in JSON; deeper ones would end the stack.
  public static let jsonDepth = 500
  /// Lists and mappings inside of each other in YAML.
  public static let yamlDepth = 100
  /// Values of a JSON document; each takes some 100 bytes of memory.
  public static let jsonValues = 4_000_000
  /// Values of a YAML document, those that aliases repeat included.
  public static let yamlValues = 1_000_000
  /// Values that aliases of a YAML document repeat: ten lines could stand for 10⁹.
  public static let aliasedValues = 100_000
  /// Cells of a table.
  public static let tableCells = 4_000_000
  /// Entries of a binary array, such as the experts of every token of a recording.
  public static let arrayEntries = 1 << 26
  /// Files and archive members of one recording: one for each rank.
  public static let recordingParts = 1 << 14
  /// Of a quantity above zero, in its base unit: B, B/s, FLOP/s, s.
  public static let smallestQuantity = 1e-15
  /// Of a quantity, in its base unit: 10⁶ times what a GPU of 2026 has.
  public static let largestQuantity = 1e21
  /// Letters of a number; the longest that says anything has some 330.
  public static let numberLength = 1_000
}
