import Plans

/// One value that a lever can be set to: an edit of the policy or of the cluster's file.
struct LeverStep {
  /// In words, with the value of before: "a context of 65,536 instead of 131,072 tokens".
  let sentence: String
  /// The deployment after it.
  let source: DeploymentSource
  /// The value to edit; `nil` where no file of the user's holds it.
  let place: SourcePlace?
  /// What to write there.
  let replacement: String
}
