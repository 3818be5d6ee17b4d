import Formats

/// A reader of the product, texts that it reads, and what is done with them.
public struct FuzzedReader: Sendable {
  /// What it reads: "cluster".
  public let name: String
  /// Honest texts.
  public let seeds: [[UInt8]]
  private let body: @Sendable (_ bytes: [UInt8], _ number: UInt64) throws -> Void

  /// - Parameters:
  ///   - name: What it reads.
  ///   - seeds: Honest texts.
  ///   - body: Reads bytes as the command line does, and uses what it read. The number is that of the input: what is slow is
  ///     done for some numbers only. Throws a `Diagnostic` for what is refused, anything else for a fault of the product.
  init(_ name: String, seeds: [[UInt8]], body: @escaping @Sendable ([UInt8], UInt64) throws -> Void) {
    self.name = name
    self.seeds = seeds
    self.body = body
  }

  /// How reading ended.
  public enum Outcome: Equatable, Sendable {
    /// It was read, and what was made of it holds.
    case read
    /// By a diagnostic of this identifier.
    case refused(String)
    /// A fault of the product.
    case fault(String)
  }

  /// Reads some bytes.
  public func read(_ bytes: [UInt8], number: UInt64 = 0) -> Outcome {
    do {
      try body(bytes, number)
      return .read
    } catch let diagnostic as Diagnostic {
      return Self.judged(diagnostic)
    } catch {
      return .fault("\(error)")
    }
  }

  /// The input of a number in a run.
  public func input(_ number: UInt64, seed: UInt64) -> [UInt8] {
    var random = RandomSource(seed: seed, number: number)
    let start = random.pick(seeds)
    // Every other damage to a document leaves it a document.
    if number % 2 == 1 {
      var mutator = DocumentMutator(random)
      if let document = mutator.mutated(start) { return document }
    }
    var mutator = Mutator(random, others: seeds)
    return mutator.mutated(start)
  }

  /// A refusal is one short line that says what was found and what was expected.
  private static func judged(_ diagnostic: Diagnostic) -> Outcome {
    let line = diagnostic.description
    let isSaid = !diagnostic.found.isEmpty && !diagnostic.expected.isEmpty && !diagnostic.file.isEmpty
    guard isSaid, !line.contains(where: \.isNewline), line.utf8.count < 20_000 else {
      return .fault("a refusal that is no line: \(line.prefix(200))")
    }
    return .refused(diagnostic.id.rawValue)
  }
}

/// An answer that the verifier rejects.
struct Rejected: Error, CustomStringConvertible {
  let description: String
}
