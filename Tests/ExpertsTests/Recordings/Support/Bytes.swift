import Foundation
@testable import Experts

/// Binary files made by hand.
enum Bytes {
  /// A number of `count` bytes, the lowest first.
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A `.npy` file of version 1.
  static func npy(_ type: String, _ shape: [Int], _ entries: [UInt8], order: String = "False") -> [UInt8] {
    let axes = shape.map { "\($0)," }.joined(separator: " ")
    let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(axes)), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.utf8.count, 2) + Array(header.utf8) + entries
  }

  /// The same of numbers in `size` bytes each.
  static func npy(_ type: String, _ shape: [Int], _ values: [Int], size: Int) -> [UInt8] {
    let isBig = type.hasPrefix(">")
    return npy(type, shape, values.flatMap { isBig ? little($0, size).reversed() : little($0, size) })
  }

  /// A member of a ZIP archive, stored.
  struct Member {
    let name: String
    let content: [UInt8]
    /// As packed; `nil` where it is stored.
    var packed: [UInt8]?
    var flags = 0
    /// Added to the checksum.
    var damage = 0
  }

  static func zip(_ members: [Member]) -> [UInt8] {
    var (bytes, directory) = ([UInt8](), [UInt8]())
    for member in members {
      let packed = member.packed ?? member.content
      let fields =
        little(member.flags, 2) + little(member.packed == nil ? 0 : 8, 2) + little(0, 4)
        + little(Int(checksum(member.content)) + member.damage, 4) + little(packed.count, 4)
        + little(member.content.count, 4) + little(member.name.utf8.count, 2) + little(0, 2)
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + fields + little(0, 10) + little(bytes.count, 4)
        + Array(member.name.utf8)
      bytes += little(0x0403_4B50, 4) + little(20, 2) + fields + Array(member.name.utf8) + packed
    }
    let count = little(members.count, 2)
    return bytes + directory + little(0x0605_4B50, 4) + little(0, 4) + count + count + little(directory.count, 4)
      + little(bytes.count, 4) + little(0, 2)
  }

  /// CRC-32 bit by bit, as its definition has it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  /// A safetensors file: each tensor with its type, shape and bytes.
  static func safetensors(_ tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])]) -> [UInt8] {
    var (entries, data) = ([String](), [UInt8]())
    for tensor in tensors {
      let offsets = [data.count, data.count + tensor.bytes.count]
      entries.append(
        "\"\(tensor.name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":\(tensor.shape),\"data_offsets\":\(offsets)}")
      data += tensor.bytes
    }
    return safetensors(header: "{\(entries.joined(separator: ","))}", data: data)
  }

  static func safetensors(header: String, data: [UInt8]) -> [UInt8] {
    little(header.utf8.count, 8) + Array(header.utf8) + data
  }
}
