import Synchronization

/// How far a calibration is: fits that are done, and steps of the one that goes on.
final class FitSteps: Sendable {
  private let fits: Int
  private let finished = Mutex(0)
  private let progress: @Sendable (Double) -> Void
  /// Steps after which about half of a fit is done.
  private static let usual = 6.0

  /// - Parameters:
  ///   - fits: How many there will be: of all runs, and without each part of them.
  ///   - progress: Called with a share that rises from 0 to 1.
  init(fits: Int, _ progress: @escaping @Sendable (Double) -> Void) {
    self.fits = fits
    self.progress = progress
  }

  /// - Parameter count: Steps of the present fit so far.
  func finishStep(_ count: Int) {
    let part = Double(count) / (Double(count) + Self.usual)
    progress((Double(finished.withLock { $0 }) + part) / Double(max(1, fits)))
  }

  func finishFit() {
    let count = finished.withLock { finished in
      finished += 1
      return finished
    }
    progress(min(1, Double(count) / Double(max(1, fits))))
  }
}
