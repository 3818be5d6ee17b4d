import GLPKOptimization

/// The solver of these tests.
enum GLPKCase {
  static let optimizer = GLPKOptimizer()
}
