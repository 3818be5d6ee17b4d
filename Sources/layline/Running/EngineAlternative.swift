import Glibc
import Formats
import FoundationEssentials
import Optimization
import Planning
import Plans
import Verification

/// The best plan for the same question whose layout an engine can run.
enum EngineAlternative {
  /// - Returns: `nil` where the engine can run nothing that fits.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  static func plan(
    instead plan: Plan, inputs: VerifierInputs, engine: EngineRule, progress: @escaping @Sendable (Double) -> Void
  ) throws -> Plan? {
    var request = try PlanRequest(
      plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration,
      expertLoad: inputs.expertLoad)
    request.engine = engine
    if request.redundancy == .automatic { request.redundancy = .automaticEven }
    let planner = Planner(request, optimizer: GLPKOptimizer(), progress: progress)
    return try? planner.planAlone(explainingRefusals: false).get()
  }
}

/// What goes to stdout: the answer, and nothing else.
enum Answer {
  /// Writes a text and a line break. A reader that has seen enough (`| head -1`) ends the process by SIGPIPE, as it does
  /// with other tools; where that signal is ignored, the process ends with the status that a shell gives for it.
  /// - Throws: `Diagnostic` "output-failed", so that a full disk is not taken for success.
  ///
  /// Control characters, and what a pipeline would take for a command, are made visible.
  /// - Parameter isForRunner: Whether the lines are commands for a pipeline's runner, quoted for it.
  static func print(_ text: some CustomStringConvertible, isForRunner: Bool = false) throws {
    var shown = isForRunner ? "\(text)" : PlainText.shown("\(text)")
    if !isForRunner, Emphasis.isWanted { shown = Emphasis.emphasised(shown) }
    try check(Descriptor.output.write(Data("\(shown)\n".utf8)))
  }

  /// Writes the parts of a document, in which everything is visible already.
  /// - Throws: As above.
  static func print(_ parts: some Sequence<Data>) throws {
    for part in parts { try check(Descriptor.output.write(part)) }
  }

  private static func check(_ code: Int32) throws {
    switch code {
    case 0: return
    case EPIPE: throw ExitStatus.outputClosed
    case let code:
      throw Diagnostic(
        id: .outputFailed, file: "stdout", found: "a write that failed: \(String(cString: strerror(code)))",
        expected: "room for the answer")
    }
  }
}

/// Bold titles and coloured verdicts, for a person at a terminal who has not asked for none (NO_COLOR, https://no-color.org).
enum Emphasis {
  static let isWanted: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"].map(\.isEmpty) ?? true && environment["TERM"] != "dumb"
  }()

  /// Verdicts and the codes of their colours: red, yellow, green.
  private static let verdicts = [
    ("FAIL", 31), ("WRONG INPUT", 31), ("No plan", 31), ("NOT PROVED", 33), ("pass", 32),
  ]

  /// A title stands alone in the margin of a page, with its text beside it.
  static func emphasised(_ page: String) -> String {
    guard !page.hasPrefix("{") else { return page }
    return page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if let (word, colour) = verdicts.first(where: { line.hasPrefix($0.0) }) {
        return "\u{1B}[1;\(colour)m\(word)\u{1B}[0m\(line.dropFirst(word.count))"
      }
      let title = line.prefix { $0.isLetter || $0 == "-" }
      let margin = line.dropFirst(title.count).prefix { $0 == " " }
      guard title.first?.isUppercase == true, title.count + margin.count == 12, !margin.isEmpty else {
        return String(line)
      }
      return "\u{1B}[1m\(title)\u{1B}[0m\(line.dropFirst(title.count))"
    }.joined(separator: "\n")
  }
}

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

/// What a process inherits from whoever starts it, made what the rest of the program relies on.
enum ProcessStreams {
  static func prepare() {
    occupyClosed()
    // A shell may run a script with it ignored; then `layline ... | head -1` would complain.
    signal(SIGPIPE, SIG_DFL)
    // A file that grows beyond a limit is then a fault of writing, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Where one of the three was closed (`>&-`), the next file opened would get its number, and messages would go into it.
  private static func occupyClosed() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // For reading only: a lost answer stays a fault.
      _ = open("/dev/null", O_RDONLY)
    }
  }
}

/// What people should know, and programs need not: a line on stderr.
enum Warning {
  /// - Parameters:
  ///   - file: What it is about.
  ///   - text: A sentence.
  static func print(_ file: String, _ text: String) {
    let line = Diagnostic.clean("\(file): \(text)")
    _ = Descriptor.errors.write(Data("layline: warning: \(line)\n".utf8))
  }
}
