import Foundation

/// The most memory that the process ever held.
enum PeakMemory {
  static var megabytes: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss / 1000
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss / 1_000_000
    #endif
  }
}
