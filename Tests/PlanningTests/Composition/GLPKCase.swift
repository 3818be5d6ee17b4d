import Optimization

/// The solver of these tests.
enum GLPKCase {
  static let optimizer = GLPKOptimizer()
}
