import Plans

/// The chosen layout in one line.
struct LayoutSection {
  private let layout: PlanLayout

  init(_ layout: PlanLayout) { self.layout = layout }

  var text: String { "Layout      " + layout.sentence }
}
