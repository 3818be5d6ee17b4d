import ArgumentParser
import Foundation
import ReaderFuzzing

/// `swift run -c release fuzz --reader cluster --count 100000 --seed 1`
@main struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Damage inputs and see that every reader refuses them or reads them honestly.",
    discussion: "Readers: \(FuzzedReaders.all.map(\.name).joined(separator: ", ")).")

  @Option(help: "What is read; all readers, one after the other, where it is left out.") var reader: String?
  @Option(help: "Inputs for each reader.") var count: UInt64 = 100_000
  @Option(help: "The same seed gives the same inputs.") var seed: UInt64 = 1
  @Option(help: "The number of the first input.") var from: UInt64 = 0
  @Option(help: "Seconds that an input may take.") var seconds: Double = 2
  @Option(help: "Megabytes of memory that the process may take at its height.") var megabytes: Int = 1000
  @Option(help: "Where inputs are kept that went wrong, and the one that is being read.") var folder = "."
  @Option(help: "Read this file once instead.") var file: String?
  @Flag(help: "Print the input of --from instead of reading it.") var show = false

  func run() throws {
    let readers = try readers()
    if let file { return try read(file, readers) }
    if show { return FileHandle.standardOutput.write(Data(readers[0].input(from, seed: seed))) }
    var isGood = true
    for reader in readers {
      let faults = SeedCheck.faults(of: reader)
      guard faults.isEmpty else { throw ValidationError(faults.joined(separator: "\n")) }
      let run = FuzzRun(
        reader: reader, seed: seed, numbers: from..<from + count, limit: .seconds(seconds), megabytes: megabytes,
        folder: folder)
      isGood = try run.isGood() && isGood
    }
    guard isGood else { throw ExitCode(1) }
  }

  private func readers() throws -> [FuzzedReader] {
    guard let reader else { return FuzzedReaders.all }
    guard let found = FuzzedReaders.named(reader) else { throw ValidationError("There is no reader \(reader).") }
    return [found]
  }

  private func read(_ file: String, _ readers: [FuzzedReader]) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    for reader in readers { print(reader.name, reader.read(bytes)) }
  }
}
