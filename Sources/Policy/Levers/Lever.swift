/// Something that a user could change to keep a limit.
struct Lever {
  /// Its name in reports and in the documentation: "context".
  let name: String
  /// The smallest change first.
  let steps: [LeverStep]
  /// Whether a step holds wherever a smaller one does.
  var isMonotone = true
}
