/// The best options of different experts for several slots, loads rounded down to a grid: never too little.
struct PatternGrid {
  /// Their worth, or a little more.
  let best: Double
  /// Parts of the capacity. Each item may be too small by one, so s slots forgive a share of s / parts.
  private static let parts = 8_192

  /// - Parameters:
  ///   - options: In any order.
  ///   - slots: Most of them that may be taken.
  ///   - capacity: Of the rank.
  init(_ options: [PatternOption], slots: Int, capacity: Double) {
    let width = Self.parts + 1
    // [slot · width + part]: most worth of up to that many options within that many parts.
    var table = [Double](repeating: 0, count: (slots + 1) * width)
    let byExpert = Dictionary(grouping: options, by: \.expert).sorted { $0.key < $1.key }
    let unit = capacity / Double(Self.parts)
    table.withUnsafeMutableBufferPointer { table in
      for (_, list) in byExpert {
        let items = list.map { (parts: unit > 0 ? Int($0.load / unit) : 0, value: $0.value) }
        // Falling slots, so that an expert is taken once.
        for slot in stride(from: slots, through: 1, by: -1) {
          for item in items where item.parts <= Self.parts {
            let to = slot * width + item.parts
            let from = (slot - 1) * width
            for part in 0..<(width - item.parts) {
              table[to + part] = max(table[to + part], table[from + part] + item.value)
            }
          }
        }
      }
    }
    best = table[slots * width + Self.parts]
  }
}
