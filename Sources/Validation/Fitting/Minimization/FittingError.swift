/// Why a fit cannot be made.
public enum FittingError: Error, Sendable, Equatable {
  /// A residual is not finite at the priors: the problem must leave such rows out.
  case startNotFinite(residual: Int)
}
