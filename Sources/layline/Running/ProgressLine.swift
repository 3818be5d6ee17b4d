import Foundation
import Synchronization

/// A progress bar on stderr, for a person at a terminal: nothing is shown in the first second, nor to a file or pipe.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let label: String
  private let start = ContinuousClock().now
  private let last = Mutex(-1)
  private static let width = 40

  /// - Parameter label: What is going on: "planning".
  init(_ label: String = "planning") {
    isShown = isatty(STDERR_FILENO) == 1
    self.label = label
  }

  /// - Parameter share: Of the work that is done, 0 to 1.
  func show(_ share: Double) {
    guard isShown, ContinuousClock().now - start > .seconds(1) else { return }
    let filled = Int(share * Double(Self.width))
    last.withLock { last in
      guard filled > last else { return }
      last = filled
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
      _ = Descriptor.errors.write(Data("\r\(label) [\(bar)]".utf8))
    }
  }

  /// Wipes the bar.
  func finish() {
    last.withLock { last in
      if last >= 0 { _ = Descriptor.errors.write(Data("\r\u{1B}[K".utf8)) }
    }
  }
}
