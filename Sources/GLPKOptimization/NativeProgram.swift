import GLPKBridge
import Optimization

/// A program as the bridge reads it. Owns the arrays, so they live as long as this object.
final class NativeProgram {
  var program: GLPKBridgeProgram
  private var owned: [UnsafeMutableRawPointer] = []

  init(_ source: LinearProgram) {
    let columns = source.columns
    program = GLPKBridgeProgram()
    program.row_count = Int32(source.constraintCount)
    program.column_count = Int32(source.variableCount)
    program.column_starts = keep(columns.starts)
    program.row_indices = keep(columns.indices)
    program.coefficients = keep(columns.values)
    program.row_lower = keep(source.constraintLower)
    program.row_upper = keep(source.constraintUpper)
    program.column_lower = keep(source.variableLower)
    program.column_upper = keep(source.variableUpper)
    program.costs = keep(source.costs)
    program.is_integer = source.hasIntegers ? keep(source.kinds.map(\.isIntegral)) : nil
  }

  private func keep<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafePointer<Element> {
    // Room for one even where the array is empty, so that the address is always valid.
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
    copy.initialize(from: array, count: array.count)
    owned.append(UnsafeMutableRawPointer(copy))
    return UnsafePointer(copy)
  }

  deinit {
    for pointer in owned { pointer.deallocate() }
  }
}
