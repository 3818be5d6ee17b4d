import Foundation

/// `glpsol`, which reads programs from files.
enum OtherSolver {
  /// The optimum of a program in free MPS; `nil` where the solver has none to tell.
  static func optimum(_ text: String) throws -> Double? {
    let folder = FileManager.default.temporaryDirectory.appending(path: "layline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "program.mps")
    let answer = folder.appending(path: "answer.txt")
    try Data(text.utf8).write(to: program)
    let process = Process()
    process.executableURL = Repository.command("glpsol")
    process.arguments = ["--freemps", program.path(), "--output", answer.path()]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let lines = try String(contentsOf: answer, encoding: .utf8).split(separator: "\n")
    let objective = lines.first { $0.hasPrefix("Objective:") }
    return objective?.split(separator: " ").compactMap { Double($0) }.first
  }
}
