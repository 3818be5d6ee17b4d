/// Loads of copies that lie together on a rank of a class.
struct LoadPattern {
  /// Index of the class.
  let rankClass: Int
  let loads: [Double]
  /// Of the whole.
  var load: Double { loads.reduce(0, +) }
}
