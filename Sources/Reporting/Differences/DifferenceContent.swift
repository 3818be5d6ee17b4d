import Plans

/// What there is to say of a difference, in order.
struct DifferenceContent {
  let sections: [DifferenceSection]

  init(_ difference: PlanDifference) {
    sections =
      [InputDifference(difference).section, LayoutDifference(difference).section]
      .compactMap(\.self) + [WorkerDifference(difference).section].compactMap(\.self)
      + [GPUDifference(difference).section, WeightDifference(difference).section]
      .compactMap(\.self) + FigureDifference(difference).sections
  }
}
