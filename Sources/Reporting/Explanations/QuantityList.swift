import Plans
import Quantities

/// Everything of a plan that can be explained, as `layline explain PLAN.json` prints it.
public struct QuantityList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "quantity-list/1"
  let quantities: [Item]

  /// - Parameter plan: Its derivations' roots are listed, those of the plan as a whole first.
  public init(_ plan: Plan) {
    let derivations = plan.derivations
    quantities = derivations.roots.keys.sorted(by: Self.precedes).compactMap { name in
      derivations.roots[name].map { Item(quantity: name, derivations.nodes[$0]) }
    }
  }

  /// A line for each quantity: its name, its value and what a person calls it.
  public var description: String {
    let widths = (quantities.map(\.quantity.count).max() ?? 0, quantities.map(\.text.count).max() ?? 0)
    return quantities.map { item in
      "\(item.quantity.padding(to: widths.0))  \(item.text.padding(left: widths.1))  \(item.name ?? "")"
        .trimmingTrailingSpaces()
    }.joined(separator: "\n")
  }

  /// Hops and stages behind the rest, by number; else by letter.
  private static func precedes(_ first: String, _ second: String) -> Bool {
    let keys = [first, second].map { (isIndexed: $0.contains("["), index: index(in: $0)) }
    if keys[0].isIndexed != keys[1].isIndexed { return !keys[0].isIndexed }
    let families = [first, second].map { $0.prefix { $0 != "[" } }
    if families[0] != families[1] { return families[0] < families[1] }
    return (keys[0].index, first) < (keys[1].index, second)
  }

  private static func index(in name: String) -> Int {
    Int(name.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }) ?? 0
  }

  /// A quantity.
  struct Item: Encodable, Sendable {
    /// As `layline explain` takes it.
    let quantity: String
    /// What a person calls it.
    let name: String?
    /// In the base unit.
    let value: Double
    /// The base unit.
    let unit: String
    fileprivate let text: String

    enum CodingKeys: String, CodingKey { case quantity, name, value, unit }

    init(quantity: String, _ entry: DerivationTable.Entry) {
      self.quantity = quantity
      name = entry.name
      value = entry.value
      unit = entry.unit
      text = entry.valueText()
    }
  }
}
