import Models
import Quantities

/// Tensors that are stored and divided alike, added up once so that a layout is costed without walking tensors.
struct WeightGroup: Sendable {
  let sharding: Sharding
  let format: NumberFormat
  /// Whether it is fp8 with a scale for each block.
  let isInBlocks: Bool
  /// Into how many different parts the tensors can be divided, where that is limited.
  let parts: Explained<Scalar>?
  let bytes: Explained<Information>
  /// Floating-point operations that a token causes: two per element of a matrix.
  let workPerToken: Explained<Arithmetic>

  func bytes(tensorParallel degree: Explained<Scalar>) -> Explained<Information> {
    divide(bytes, by: degree)
  }

  func work(tensorParallel degree: Explained<Scalar>) -> Explained<Arithmetic> {
    divide(workPerToken, by: degree)
  }

  private func divide<D: Dimension>(_ whole: Explained<D>, by degree: Explained<Scalar>) -> Explained<D> {
    guard sharding.shards(tensorParallel: Int(degree.value)) > 1 else { return whole }
    guard let parts, parts.value < degree.value else { return whole / degree }
    return whole / parts
  }
}
