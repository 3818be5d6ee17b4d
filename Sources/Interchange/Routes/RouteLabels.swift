import Inputs

/// What an archive says of its rows.
struct RouteLabels {
  private(set) var expertCount: Int?
  /// No layer twice.
  private(set) var layers: [Int]?

  init() {}

  /// - Throws: `Diagnostic` for a `num_experts` or `layers` that cannot be.
  init(_ arrays: [String: NumPyArray], file: String) throws {
    func fault(_ key: String, _ expected: String) -> Diagnostic {
      let shape = arrays[key].map { "an array of shape \($0.shape)" } ?? ""
      return Diagnostic(id: "npy-unsupported", file: file, key: key, found: shape, expected: expected)
    }
    if let array = arrays["num_experts"] {
      guard array.isWhole, array.count == 1, (1...LoadReader.mostExperts).contains(array.integer(at: 0)) else {
        throw fault("num_experts", "one whole number of 1 to \(LoadReader.mostExperts)")
      }
      expertCount = array.integer(at: 0)
    }
    if let array = arrays["layers"] {
      let numbers =
        array.count <= LoadReader.mostLayers && array.isWhole
        ? (0..<array.count).map(array.integer) : []
      guard array.shape.count == 1, !numbers.isEmpty, Set(numbers).count == numbers.count,
        numbers.allSatisfy((0..<LoadReader.mostLayers).contains)
      else {
        throw fault("layers", "the numbers of layers, of 0 to \(LoadReader.mostLayers - 1) and none twice")
      }
      layers = numbers
    }
  }
}
