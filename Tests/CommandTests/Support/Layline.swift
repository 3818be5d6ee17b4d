import Foundation

/// The built program, run as a process.
struct Layline {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `layline` in the root of the checkout.
  static func run(_ arguments: String...) throws -> Layline { try run(arguments) }

  static func run(_ arguments: [String]) throws -> Layline {
    try Layline(program: Repository.products.appending(path: "layline"), arguments, in: Repository.root)
  }

  /// Runs a line of shell in which `layline` is the built program; errors come with the output.
  static func shell(_ line: String, in folder: URL) throws -> Layline {
    let script = "export PATH=\"\(Repository.products.path()):$PATH\"\n\(line)"
    return try Layline(program: URL(filePath: "/bin/bash"), ["-c", "exec 2>&1\n\(script)"], in: folder)
  }

  private init(program: URL, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Pages are as wide as whoever runs the tests wants them.
    process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "COLUMNS" }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.output = Self.text(output)
    self.errors = Self.text(errors)
    process.waitUntilExit()
    // As a shell counts: a signal is 128 and its number.
    status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  private static func text(_ pipe: Pipe) -> String {
    String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  var errorLines: [Substring] { errors.split(separator: "\n") }
}
