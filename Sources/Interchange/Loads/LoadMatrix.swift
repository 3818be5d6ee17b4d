/// Counts as [layer][expert].
enum LoadMatrix {
  /// - Parameter matrices: At least one, all of one shape.
  static func sum(_ matrices: [[[Double]]]) -> [[Double]] {
    matrices.dropFirst().reduce(into: matrices[0]) { sum, matrix in
      for layer in sum.indices { for expert in sum[layer].indices { sum[layer][expert] += matrix[layer][expert] } }
    }
  }

  /// The same with rows of zeros at its end.
  static func padded(_ matrix: [[Double]], to layers: Int, experts: Int) -> [[Double]] {
    let missing = max(0, layers - matrix.count)
    return matrix + [[Double]](repeating: [Double](repeating: 0, count: experts), count: missing)
  }
}
