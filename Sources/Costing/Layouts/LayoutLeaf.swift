import Quantities

extension Explained where D == Scalar {
  /// A figure of the layout, as a leaf.
  static func layout(_ name: @autoclosure () -> String, _ value: Int, recording: Bool) -> Self {
    let name = recording ? name() : ""
    return Explained(
      name, Quantity<Scalar>(Double(value)), source: DerivationSource(file: "layout", key: name), recording: recording)
  }
}
