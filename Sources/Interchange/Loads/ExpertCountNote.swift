/// What is said where a recording does not tell how many experts there are.
enum ExpertCountNote {
  static func text(_ count: Int) -> String {
    "It does not say how many experts there are: \(count), as many as were seen. --model says it."
  }
}
