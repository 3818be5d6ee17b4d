/// How the process ends.
enum ExitStatus: Int32, Error {
  case success = 0
  /// The answer is no: nothing fits, or a check failed.
  case answerIsNo = 1
  /// The question was bad: an input, a flag.
  case badQuestion = 2
  /// A fault of the product itself.
  case internalFault = 3
  /// An answer, but not proved within the tolerance.
  case notProved = 4
  case interrupted = 130
  /// Nobody reads the answer any more: 128 and SIGPIPE, as a shell counts.
  case outputClosed = 141
}
