import Plans
import Quantities

/// What has to be moved from the placement that runs.
struct PlacementMovesSection {
  private let document: ExpertPlacementDocument

  init(_ document: ExpertPlacementDocument) { self.document = document }

  var lines: [String] {
    guard let moves = document.moves else { return [] }
    return TextLayout.wrap(
      "Moves       \(TextLayout.count(moves.count, "expert")) of \(Bytes(moves.bytesPerExpert)), "
        + "\(Bytes(moves.bytes))\(budget(moves)): balance \(LayerTable.balance(moves.currentBalance)) now, "
        + "\(LayerTable.balance(document.totals.balance)) then",
      indent: 12) + TextLayout.wrap(way(moves), indent: 12)
  }

  private func budget(_ moves: PlacementMoves) -> String {
    moves.budgetBytes.map { " of \(Bytes($0)) allowed" } ?? ""
  }

  private func way(_ moves: PlacementMoves) -> String {
    guard moves.count > 0 else { return "            nothing is moved" }
    let time = moves.seconds.map { ", at least \(Seconds($0))" } ?? ""
    let staged =
      moves.staged == 0
      ? "no buffer is needed" : "\(moves.staged) through a buffer of one expert on their GPU"
    return "            the busiest GPU sends or receives \(moves.ofBusiestGPU)\(time); \(staged); "
      + "in the order of --json no expert is ever without a copy"
  }
}
