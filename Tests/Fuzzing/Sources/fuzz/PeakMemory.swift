import Foundation

/// The most memory that the process ever held.
enum PeakMemory {
  static var megabytes: Int {
    var usage = rusage()
    // RUSAGE_SELF, whose type differs from system to system.
    getrusage(0, &usage)
    #if os(Linux)
      return usage.ru_maxrss / 1000
    #else
      return usage.ru_maxrss / 1_000_000
    #endif
  }
}
