/// A part of a difference between plans, before it is known how it is shown.
struct DifferenceSection {
  /// Rows of cells under a header; the first column is text, the others stand flush right.
  struct Table {
    let header: [String]
    let rows: [[String]]
    /// Columns behind the first that are text.
    var texts: Set<Int> = []
  }

  let title: String
  /// Sentences before the table.
  var lines: [String] = []
  var table: Table?
  /// Sentences behind it.
  var notes: [String] = []
}
