import Foundation
import ReaderFuzzing

/// Which reader is fed: `LAYLINE_READER=cluster`.
private let reader = ProcessInfo.processInfo.environment["LAYLINE_READER"].flatMap(FuzzedReaders.named)

/// What libFuzzer calls with each input that it makes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let reader else { fatalError("set LAYLINE_READER to one of \(FuzzedReaders.all.map(\.name))") }
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if case .fault(let text) = reader.read(bytes) { fatalError(text) }
  return 0
}
