/// The words and symbols of the product, as `layline explain --symbols` prints them.
public struct Glossary: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "glossary/1"
  /// Those of a group stand together: load, model, layout, time, hardware.
  public let symbols = Self.load + Self.model + Self.layout + Self.time + Self.hardware

  /// The glossary.
  public init() {}

  /// The quantity of a plan that a symbol stands for, in large letters or small: TPOT is timePerOutputToken.
  public static func quantity(of symbol: String) -> String? {
    Glossary().symbols.first { $0.quantity != nil && $0.symbol.lowercased() == symbol.lowercased() }?.quantity
  }

  /// A line for each symbol, at most 100 columns.
  public var description: String {
    let symbolWidth = symbols.map(\.symbol.count).max() ?? 0
    let unitWidth = symbols.map { $0.unit?.count ?? 0 }.max() ?? 0
    return symbols.flatMap { entry in
      let head = "\(entry.symbol.padding(to: symbolWidth))  \((entry.unit ?? "").padding(to: unitWidth))"
      var text = BranchedText(
        first: head + "  ", rest: String(repeating: " ", count: symbolWidth + unitWidth + 4))
      text.add(entry.meaning)
      return text.lines
    }.joined(separator: "\n")
  }
}
