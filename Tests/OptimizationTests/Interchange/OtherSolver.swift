import Foundation
import Testing

/// A solver run as a command, if it is installed.
enum OtherSolver: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case glpsol, cbc, highs

  var testDescription: String { rawValue }

  /// Those that are found on the PATH.
  static let installed = allCases.filter { $0.path != nil }

  private var path: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(rawValue)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The optimum of the program in a file; nil if the solver has none to tell.
  func optimum(of file: URL) throws -> Double? {
    let answer = file.appendingPathExtension("\(rawValue).txt")
    let output = try run(arguments(for: file, answer: answer))
    switch self {
    case .glpsol:
      let text = try String(contentsOf: answer, encoding: .utf8)
      return Self.number(after: "Objective:", in: text, skipping: ["objective", "="])
    case .cbc:
      // The first for a program with integers, the second for one without.
      return Self.number(after: "Objective value:", in: output)
        ?? Self.number(after: "Optimal objective", in: output)
    case .highs: return Self.number(after: "Objective", in: try String(contentsOf: answer, encoding: .utf8))
    }
  }

  private func arguments(for file: URL, answer: URL) -> [String] {
    let isMPS = file.pathExtension == "mps"
    return switch self {
    case .glpsol: [isMPS ? "--freemps" : "--lp", file.path, "--output", answer.path]
    case .cbc: [file.path, "solve"]
    case .highs: ["--solution_file", answer.path, file.path]
    }
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = path.map { URL(fileURLWithPath: $0) }
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  /// The number that follows the last `label` and any of the words to skip.
  private static func number(after label: String, in text: String, skipping words: [String] = []) -> Double? {
    guard let place = text.range(of: label, options: .backwards) else { return nil }
    let rest = text[place.upperBound...].split(whereSeparator: \.isWhitespace)
    return rest.first { !words.contains(String($0)) }.flatMap { Double($0) }
  }
}
