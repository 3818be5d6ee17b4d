import FoundationEssentials
import Glibc

/// The tensors of a file in the safetensors format: eight bytes with the length of the header, the header in JSON, and
/// the data, which tensors fill without gaps.
package struct SafetensorsFile {
  private static let longestHeader = 100_000_000
  private static let typeSizes = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4,
    "U32": 4,
    "F32": 4, "I64": 8, "U64": 8, "F64": 8,
  ]

  /// The name, type, shape and byte range of a tensor.
  package struct Tensor {
    package let name: String
    package let type: String
    package let shape: [Int]
    /// The position of its data in the file.
    package let range: Range<Int>
  }

  /// The tensors, sorted by name.
  package let tensors: [Tensor]
  private let bytes: [UInt8]
  private let file: String

  /// - Parameters:
  ///   - data: The whole file.
  ///   - file: The file name used in messages.
  /// - Throws: `Diagnostic` "safetensors-invalid", or a fault of the header's JSON.
  package init(parsing data: Data, file: String) throws {
    bytes = Array(data)
    self.file = file
    guard let length = LittleEndian.number(in: bytes, at: 0, count: 8) else {
      throw Self.invalid("\(data.count) bytes", "a header of 8 bytes or more", file)
    }
    guard length <= UInt64(min(Self.longestHeader, bytes.count - 8)) else {
      throw Self.invalid("a header of \(length) bytes in a file of \(bytes.count)", "a header within the file", file)
    }
    let start = 8 + Int(length)
    let header = try InputDocument.parse(Data(bytes[8..<start]), file: file, isJSON: true)
    let total = bytes.count
    tensors = try header.entries().filter { $0.key != "__metadata__" }.map {
      try Self.tensor($0.key, $0.value, dataStart: start, fileSize: total)
    }
    try checkFilled(from: start)
  }

  /// The elements of a tensor of 32-bit or 64-bit integers.
  /// - Throws: `Diagnostic` "safetensors-invalid" for another type.
  package func integers(_ tensor: Tensor) throws -> [Int] {
    guard let size = ["I32": 4, "I64": 8][tensor.type] else {
      throw Self.invalid("\"\(tensor.name)\" of type \(tensor.type)", "I32 or I64", file)
    }
    return stride(from: tensor.range.lowerBound, to: tensor.range.upperBound, by: size).map { offset in
      let number = LittleEndian.number(in: bytes, at: offset, count: size) ?? 0
      return size == 4
        ? Int(Int32(truncatingIfNeeded: number)) : Int(Int64(bitPattern: number))
    }
  }

  private static func tensor(
    _ name: String, _ node: InputNode, dataStart: Int, fileSize: Int
  ) throws -> Tensor {
    try node.allowOnly(["dtype", "shape", "data_offsets"])
    let typeNode = try node.required("dtype")
    let type = try typeNode.text()
    guard let size = typeSizes[type] else {
      throw typeNode.fault(.unknownValue, expected: "one of \(typeSizes.keys.sorted().joined(separator: ", "))")
    }
    let shape = try node.required("shape").items().map { try $0.integer(atLeast: 0, atMost: InputLimits.fileBytes) }
    let offsetsNode = try node.required("data_offsets")
    let offsets = try offsetsNode.items().map { try $0.integer(atLeast: 0, atMost: fileSize - dataStart) }
    var length = size
    for count in shape {
      let product = length.multipliedReportingOverflow(by: count)
      length = product.overflow ? .max : product.partialValue
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] - offsets[0] == length else {
      throw offsetsNode.fault(.safetensorsInvalid, expected: "two offsets, as far apart as type and shape say")
    }
    return Tensor(
      name: name, type: type, shape: shape, range: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  /// Checks that the tensors fill the data without gaps or overlaps, as the format demands: no byte is used twice or
  /// hidden.
  private func checkFilled(from start: Int) throws {
    var end = start
    for tensor in tensors.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard tensor.range.lowerBound == end else {
        throw Self.invalid(
          "\"\(tensor.name)\" at byte \(tensor.range.lowerBound)", "tensors one after the other, here at \(end)", file)
      }
      end = tensor.range.upperBound
    }
    guard end == bytes.count else {
      throw Self.invalid("\(bytes.count) bytes", "\(end), where the last tensor ends", file)
    }
  }

  private static func invalid(_ found: String, _ expected: String, _ file: String) -> Diagnostic {
    Diagnostic(id: .safetensorsInvalid, file: file, found: found, expected: expected)
  }
}

/// Little-endian numbers, as in ZIP archives and safetensors.
package enum LittleEndian {
  /// The number in `count` bytes, at most 8; `nil` where the data ends before it.
  package static func number(in bytes: [UInt8], at offset: Int, count: Int) -> UInt64? {
    guard offset >= 0, offset <= bytes.count - count else { return nil }
    return (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
  }
}

/// What the first bytes of a safetensors file say, without reading the tensors: files of weights are larger than memory.
package enum SafetensorsHeader {
  private static let longestHeader = 100_000_000

  /// The bytes of all tensors of a file: those behind its header, which the format fills without gaps.
  /// - Returns: `nil` for what is no such file: a pointer of Git LFS, or a file that was cut short.
  package static func dataBytes(ofFile path: String) -> Int? {
    guard !path.contains("\0") else { return nil }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: 9)
    guard read(descriptor, &bytes, 9) == 9, bytes[8] == UInt8(ascii: "{") else { return nil }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(longestHeader) else { return nil }
    let size = Int(status.st_size) - 8 - Int(length)
    return size >= 0 ? size : nil
  }
}
