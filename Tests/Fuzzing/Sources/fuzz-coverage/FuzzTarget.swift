import Foundation
import ReaderFuzzing

/// Which reader is fed: `LAYLINE_READER=cluster`.
private let reader: FuzzedReader = {
  let name = ProcessInfo.processInfo.environment["LAYLINE_READER"] ?? ""
  guard let reader = FuzzedReaders.named(name) else {
    fatalError("set LAYLINE_READER to one of \(FuzzedReaders.all.map(\.name).joined(separator: ", "))")
  }
  return reader
}()

/// What libFuzzer calls with each input that it makes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if case .fault(let text) = reader.read(bytes) { fatalError(text) }
  return 0
}

/// What libFuzzer calls for a change of an input: it says which inputs are worth changing, the mutator how. Without a corpus
/// it starts from the honest inputs.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt) -> Int {
  let given = Array(UnsafeBufferPointer(start: start, count: count))
  var mutator = Mutator(RandomSource(seed: UInt64(seed)), others: reader.seeds)
  let honest = reader.seeds[Int(seed) % reader.seeds.count]
  let bytes = given.count < 4 ? honest : mutator.mutated(given)
  let kept = bytes.prefix(limit)
  _ = UnsafeMutableBufferPointer(start: start, count: limit).update(fromContentsOf: kept)
  return kept.count
}
