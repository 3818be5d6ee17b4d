import Foundation

/// Honest recordings of every kind.
extension SeedTexts {
  static let recordings: [[UInt8]] =
    [
      "{\"logical_count\": [[[0, 0, 0], [1, 2, 3]], [[0, 0, 0], [3, 2.5, 1]]]}",
      """
      {"records": [{"forward_pass_id": 7, "rank": 0, "global_physical_count": [[1, 2, 3]]},
      {"forward_pass_id": 8, "rank": 0, "global_physical_count": [[4, 5, 6]]}],
      "last_physical_to_logical_map": [[1, 0, 1]]}
      """, "layer_id,expert_id,count\n1,2,5\n1,0,7\n2,1,9\n", "[[90, 132, 40], [20, 107, 104]]",
      "90,132,40\n20,107,104\n",
      String(decoding: routes[0], as: UTF8.self),
    ].map { Array($0.utf8) } + [
      npy("|i1", "2, 2, 2", [0, 3, 1, 0, 2, 3, 1, 2]),
      npy("<f4", "1, 2", [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0x3F]), archive(npy("|i1", "1, 2, 2", [0, 3, 1, 0])),
    ]

  static let safetensors: [[UInt8]] = [
    tensors(#"{"1_0":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#, [1, 0, 0, 0, 2, 0, 0, 0]),
    tensors(
      #"{"__metadata__":{"a":"b"},"1_0":{"dtype":"I32","shape":[2],"data_offsets":[0,8]},"#
        + #""2_0":{"dtype":"I64","shape":[2],"data_offsets":[8,24]}}"#,
      [1, 0, 0, 0, 2, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 0] + [4, 0, 0, 0, 0, 0, 0, 0]),
  ]

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func tensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
    little(header.utf8.count, 8) + Array(header.utf8) + data
  }

  private static func npy(_ type: String, _ shape: String, _ entries: [UInt8]) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.utf8.count, 2) + Array(header.utf8) + entries
  }

  /// A ZIP archive of one stored member.
  private static func archive(_ content: [UInt8]) -> [UInt8] {
    let name = Array("topk.npy".utf8)
    let sum = ~content.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let fields =
      little(0, 8) + little(Int(sum), 4) + little(content.count, 4) + little(content.count, 4) + little(name.count, 2)
      + little(0, 2)
    let local = little(0x0403_4B50, 4) + little(20, 2) + fields + name + content
    let directory = little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + fields + little(0, 14) + name
    return local + directory + little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
      + little(directory.count, 4) + little(local.count, 4) + little(0, 2)
  }
}
