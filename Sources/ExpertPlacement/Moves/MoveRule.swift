/// When a move is made.
struct MoveRule {
  /// Most copies away from home.
  var cap: Int
  /// What each of them costs, in units of the potential.
  var penalty: Double
  /// Most rise of the potential and its penalty.
  var limit: Double
}
