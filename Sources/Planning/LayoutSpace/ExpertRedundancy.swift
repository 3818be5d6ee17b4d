/// How many copies of experts beyond one of each a layer may have.
public enum ExpertRedundancy: Sendable, Hashable {
  /// None, as many as fill the slots, and one, two and four slots more on each GPU, as far as the balance gains by them.
  case automatic
  /// The same, with as many in every layer; `automatic` may spare layers that gain little.
  case automaticEven
  /// So many in every layer, or as many as there are places for.
  case copies(Int)
  /// As many as fill so many slots on each GPU beyond ⌈E / EP⌉.
  case slots(Int)

  /// Copies that were asked for; `nil` where they follow from the layout.
  var prescribed: Int? { if case .copies(let count) = self { count } else { nil } }

  /// Slots beyond ⌈E / EP⌉ that are tried.
  static let triedSlots = [0, 1, 2, 4]
}
