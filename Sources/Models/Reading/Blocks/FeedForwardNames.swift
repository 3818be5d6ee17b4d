/// The names of the matrices of a feed-forward part, and with that whether it has a gate.
struct FeedForwardNames {
  /// `nil` for parts without a gate (squared ReLU).
  let gate: String?
  let up: String
  let down: String

  /// gate_proj, up_proj, down_proj.
  static let projections = FeedForwardNames(gate: "gate_proj", up: "up_proj", down: "down_proj")
  /// w1, w3, w2.
  static let numbered = FeedForwardNames(gate: "w1", up: "w3", down: "w2")
  /// up_proj, down_proj.
  static let ungated = FeedForwardNames(gate: nil, up: "up_proj", down: "down_proj")

  /// The matrices of a part that widens `inputs` elements to `inner` and back.
  func tensors(_ maker: TensorMaker, _ path: String, inputs: Int, inner: Int) -> [Tensor] {
    let widening = [gate, up].compactMap { $0 }.map { maker.linear("\(path).\($0)", inner, inputs) }
    return widening + [maker.linear("\(path).\(down)", inputs, inner)]
  }
}
