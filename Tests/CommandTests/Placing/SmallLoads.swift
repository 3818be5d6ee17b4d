import Foundation

/// Load files of a small model in a folder of their own: a dense layer and two of eight experts.
struct SmallLoads {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let prefill: [[Int]] = [
    [0, 0, 0, 0, 0, 0, 0, 0], [9000, 4000, 3000, 2000, 2500, 1500, 1200, 800],
    [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000],
  ]
  static let decode: [[Int]] = [
    [0, 0, 0, 0, 0, 0, 0, 0], [1000, 5000, 800, 2600, 7000, 900, 3300, 4100],
    [8000, 1000, 2500, 500, 5500, 3500, 2000, 4500],
  ]

  func file(_ name: String, _ counts: Any) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": counts])
    return try folder.file(name, String(decoding: data, as: UTF8.self))
  }

  /// Runs `layline place` on both files with these flags.
  func run(flags: [String]) throws -> Layline {
    let files = [try file("prefill.json", Self.prefill), try file("decode.json", Self.decode)]
    return try Layline.run(["place", "--expert-load"] + files + flags)
  }
}
