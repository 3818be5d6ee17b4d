import ReaderFuzzing

/// Whether honest inputs are read, without which damage says nothing.
enum SeedCheck {
  static func faults(of reader: FuzzedReader) -> [String] {
    guard !reader.seeds.isEmpty else { return ["\(reader.name) has no honest input"] }
    return reader.seeds.enumerated().compactMap { index, seed in
      let outcome = reader.read(seed)
      return outcome == .read ? nil : "honest input \(index) of \(reader.name): \(outcome)"
    }
  }
}
