import Formats

/// The switch sections of the output of `ibnetdiscover`. Adapters appear in them as the other ends of links.
struct FabricDump {
  /// Speeds by their name, one way, in bytes per second per lane: 64 of 66 or all of 256 bits are data, and products
  /// are named after the sum.
  private static let bitsPerLane: [String: Double] = [
    "SDR": 2.5e9, "DDR": 5e9, "QDR": 10e9, "FDR10": 10e9, "FDR": 14e9, "EDR": 25e9, "HDR": 50e9, "NDR": 100e9,
    "XDR": 200e9,
  ]

  let file: String
  private(set) var switches: [FabricSwitch] = []
  /// Identifiers of the adapters that have sections of their own, or are named in those of switches.
  private(set) var adapterSections: Set<String> = []

  /// - Throws: `Diagnostic` "fabric-invalid" with the line.
  init(_ source: SourceFile) throws {
    file = source.file
    var isSwitch = false
    for (index, line) in try source.lines().enumerated() {
      if line.hasPrefix("Switch") || line.hasPrefix("Ca") || line.hasPrefix("Rt") {
        let words = try Self.quoted(line, file, index + 1, atLeast: 1)
        isSwitch = line.hasPrefix("Switch")
        if isSwitch {
          switches.append(FabricSwitch(id: words[0], line: index + 1, description: words.count > 1 ? words[1] : ""))
        } else {
          adapterSections.insert(words[0])
        }
      } else if line.hasPrefix("["), isSwitch {
        let words = try Self.quoted(line, file, index + 1, atLeast: 1)
        switches[switches.count - 1].ports.append(
          FabricPort(
            line: index + 1, peer: words[0], description: words.count > 1 ? words[1] : "",
            bandwidth: Self.bandwidth(line)))
      } else if !line.hasPrefix("["), !line.hasPrefix("#"), line.contains(where: { !$0.isWhitespace }),
        line.firstIndex(of: "=") == nil
      {
        throw Diagnostic(
          id: .fabricInvalid, file: source.file, line: index + 1, found: "\"\(line.prefix(60))\"",
          expected: "a line of ibnetdiscover: Switch, Ca, a port such as [1], or a setting such as vendid=")
      }
    }
    guard !switches.isEmpty else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, found: "no switch", expected: "sections that begin with Switch")
    }
  }

  /// The dump without some of its switches.
  func without(_ left: Set<String>) -> FabricDump {
    var dump = self
    dump.switches.removeAll { left.contains($0.id) }
    return dump
  }

  /// The texts in quotation marks of a line.
  private static func quoted(_ line: String, _ file: String, _ number: Int, atLeast count: Int) throws -> [String] {
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    // A text that does not end leaves an even number of parts.
    guard parts.count % 2 == 1, parts.count > 2 * count else {
      throw Diagnostic(
        id: .fabricInvalid, file: file, line: number, found: "\"\(line.prefix(60))\"",
        expected: "an identifier in quotation marks",
        advice: "a text that was cut off while it was copied looks like this")
    }
    return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
  }

  /// "4xNDR" at the end of a line.
  private static func bandwidth(_ line: String) -> Double? {
    guard let word = line.split(separator: " ").last else { return nil }
    let parts = word.split(separator: "x")
    guard parts.count == 2, let lanes = Int(parts[0]), (1...16).contains(lanes),
      let bits = bitsPerLane[parts[1].trimmingPrefix(" ").uppercased()]
    else { return nil }
    return Double(lanes) * bits / 8
  }
}

/// One link of a device in a dump of an InfiniBand fabric.
struct FabricPort {
  /// The line in the dump.
  let line: Int
  /// The device at the other end: "S-..." is a switch, "H-..." an adapter.
  let peer: String
  /// The dump's name of the other end: "node01 mlx5_0".
  let description: String
  /// Bandwidth one way, in bytes per second; `nil` where the dump gives none.
  let bandwidth: Double?
}

/// A switch of an InfiniBand fabric.
struct FabricSwitch {
  /// "S-2c5eab0300b87b40".
  let id: String
  /// The line in the dump where its section begins.
  let line: Int
  /// The dump's name of the switch.
  let description: String
  var ports: [FabricPort] = []
}

/// Disjoint sets of numbers (union-find). The root of a set is its smallest number, whatever the order of joining.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// The smallest number of the set.
  mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }

  /// Makes one set of two.
  mutating func join(_ first: Int, _ second: Int) {
    let (left, right) = (root(first), root(second))
    parents[max(left, right)] = min(left, right)
  }
}
