import Formats
import FoundationEssentials

/// Reads which experts each token went to. Arrays [layer, token, k] in NPZ or `.npy`; or a line of JSON for each token and
/// layer, after one that describes the model:
///
///     {"type": "meta", "num_experts": 64, ...}
///     {"type": "route", "layer": 0, "topk_ids": [3, 17, ...], ...}
public struct TokenRouteReader: Sendable {
  private let context: LoadContext

  /// - Parameter context: Facts that arrays omit; JSON lines state them.
  public init(context: LoadContext = LoadContext()) { self.context = context }

  /// The routes of each layer in a file already read, by the number of the layer.
  /// - Throws: `Diagnostic` that names file and line.
  public func read(_ data: Data, file: String) throws -> [Int: TokenRoutes] { try recording(data, file: file).layers }

  /// Reads routes with the number of experts and the assumptions made.
  public func recording(_ data: Data, file: String) throws -> RouteRecording {
    if RouteArrayReader.reads(data) { return try RouteArrayReader(context: context).read(data, file: file) }
    return try lines(data, file: file)
  }

  private func lines(_ data: Data, file: String) throws -> RouteRecording {
    var expertCount: Int?
    var tokens: [Int: [[Int]]] = [:]
    for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 32 }) else { continue }
      let root = try InputDocument.parse(Data(line), file: file, isJSON: true, firstLine: index + 1)
      let type = try root.required("type")
      switch try type.text() {
      case "meta":
        let node = try root.required("num_experts")
        let count = try node.integer(atLeast: 1, atMost: LoadReader.mostExperts)
        guard expertCount ?? count == count else {
          throw node.fault(.routesDiffer, expected: "\(expertCount ?? 0), as further up")
        }
        expertCount = count
      case "route":
        guard let expertCount else {
          throw type.fault(.missingKey, expected: "a line of type \"meta\" with \"num_experts\" first")
        }
        let layer = try root.required("layer").integer(atLeast: 0, atMost: LoadReader.mostLayers - 1)
        tokens[layer, default: []].append(try experts(root.required("topk_ids"), below: expertCount))
      default: throw type.fault(.unknownValue, expected: "\"meta\" or \"route\"")
      }
    }
    guard let expertCount, !tokens.isEmpty else {
      throw Diagnostic(
        id: .missingKey, file: file, found: "no routes", expected: "lines of type \"meta\" and \"route\"")
    }
    return RouteRecording(
      expertCount: expertCount, layers: tokens.mapValues { TokenRoutes(expertCount: expertCount, tokens: $0) })
  }

  private func experts(_ node: InputNode, below count: Int) throws -> [Int] {
    let experts = try node.items().map { try $0.integer(atLeast: 0, atMost: count - 1) }
    guard Set(experts).count == experts.count, (1...255).contains(experts.count) else {
      throw node.fault(.duplicateValue, expected: "1 to 255 experts, none twice")
    }
    return experts
  }
}

/// Reads the experts of tokens from arrays: whole numbers [layer, token, k] in an NPZ archive or a `.npy` file.
///
/// Beside them the archive may hold `num_experts`, one number, and `layers`, the layer that each row belongs to.
private struct RouteArrayReader {
  /// Names of the array where an archive has several of three axes.
  private static let names = ["topk", "topk_ids", "topk_idx", "experts"]

  let context: LoadContext

  static func reads(_ data: Data) -> Bool { ZIPArchive.begins(data) || NumPyArray.begins(data) }

  func read(_ data: Data, file: String) throws -> RouteRecording {
    let bytes = Array(data)
    guard ZIPArchive.begins(bytes) else {
      return try recording(NumPyArray(parsing: bytes, file: file), named: "", RouteLabels(), file: file)
    }
    let archive = try ZIPArchive(parsing: bytes, file: file)
    guard !archive.members.contains(where: { $0.name.hasSuffix(".pkl") }) else { throw PickleAdvice.fault(file) }
    let total = archive.members.reduce(0) { $0 + $1.size }
    guard total <= InputLimits.fileBytes else {
      throw Diagnostic(
        id: .fileTooLarge, file: file, found: "\(total) bytes once unpacked",
        expected: "at most \(InputLimits.fileBytes)")
    }
    var arrays: [String: NumPyArray] = [:]
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      arrays[name] = try NumPyArray(parsing: member.content(in: bytes, file: file), file: "\(file): \(name)")
    }
    let routes = arrays.filter { $0.value.shape.count == 3 && $0.value.isWhole }
    let name = routes.count == 1 ? routes.first?.key : Self.names.first { routes[$0] != nil }
    guard let name, let array = routes[name] else {
      let shapes = arrays.sorted { $0.key < $1.key }.map { "\($0.key) of shape \($0.value.shape)" }
      throw Diagnostic(
        id: .missingRoutes, file: file, found: shapes.isEmpty ? "no arrays" : shapes.joined(separator: ", "),
        expected: "whole numbers of shape [layer, token, k]: the experts of each token",
        advice: "of several, one is to be named \(Self.names.joined(separator: ", "))")
    }
    return try recording(array, named: name, RouteLabels(arrays, file: file), file: file)
  }

  private func recording(
    _ array: NumPyArray, named name: String, _ labels: RouteLabels, file: String
  ) throws -> RouteRecording {
    let shape = array.shape
    guard shape.count == 3, array.isWhole, (1...LoadReader.mostLayers).contains(shape[0]), shape[1] >= 1,
      (1...255).contains(shape[2])
    else {
      throw Diagnostic(
        id: .npyUnsupported, file: file, key: name, found: "an array of shape \(shape)",
        expected: "whole numbers of shape [layer, token, k], k of at most 255")
    }
    let layers = try labels.layers ?? context.layers(ofRows: shape[0], at: (file, name))
    guard layers.count == shape[0], let last = layers.max(), last < LoadReader.mostLayers else {
      throw Diagnostic(
        id: .layerCount, file: file, key: "layers", found: "\(layers.count) numbers up to \(layers.max() ?? 0)",
        expected: "\(shape[0]), one for each row, below \(LoadReader.mostLayers)")
    }
    let stated = labels.expertCount ?? context.knownExperts
    let limit = stated ?? LoadReader.mostExperts
    let rows = try (0..<shape[0]).map { try row($0, of: array, named: name, below: limit, file: file) }
    let seen = rows.reduce(0) { max($0, $1.max() ?? 0) }
    let experts = stated ?? Int(seen) + 1
    return RouteRecording(
      expertCount: experts,
      layers: Dictionary(
        uniqueKeysWithValues: zip(layers, rows).map { layer, row in
          (layer, TokenRoutes(expertCount: experts, experts: row, perToken: shape[2]))
        }), notes: stated == nil ? [ExpertCountNote.text(experts)] : [])
  }

  /// The experts of one layer's tokens.
  private func row(
    _ layer: Int, of array: NumPyArray, named name: String, below limit: Int, file: String
  ) throws -> [Int32] {
    let (tokens, perToken) = (array.shape[1], array.shape[2])
    var experts: [Int32] = []
    experts.reserveCapacity(tokens * perToken)
    // The last token that an expert was seen in: none may be there twice.
    var seen = [Int](repeating: -1, count: limit)
    for token in 0..<tokens {
      for position in 0..<perToken {
        let expert = array.integer(at: (layer * tokens + token) * perToken + position)
        func fault(_ id: DiagnosticID, _ expected: String) -> Diagnostic {
          Diagnostic(
            id: id, file: file, key: "\(name)[\(layer)][\(token)][\(position)]", found: "\(expert)", expected: expected)
        }
        guard (0..<limit).contains(expert) else {
          throw fault(.outOfRange, "an expert of 0 to \(limit - 1)")
        }
        guard seen[expert] != token else { throw fault(.duplicateValue, "experts of a token, none twice") }
        seen[expert] = token
        experts.append(Int32(expert))
      }
    }
    return experts
  }
}

/// The labels of an archive's rows.
private struct RouteLabels {
  private(set) var expertCount: Int?
  /// No layer twice.
  private(set) var layers: [Int]?

  init() {}

  /// - Throws: `Diagnostic` for a `num_experts` or `layers` that cannot be.
  init(_ arrays: [String: NumPyArray], file: String) throws {
    func fault(_ key: String, _ expected: String) -> Diagnostic {
      let shape = arrays[key].map { "an array of shape \($0.shape)" } ?? ""
      return Diagnostic(id: .npyUnsupported, file: file, key: key, found: shape, expected: expected)
    }
    if let array = arrays["num_experts"] {
      guard array.isWhole, array.count == 1, (1...LoadReader.mostExperts).contains(array.integer(at: 0)) else {
        throw fault("num_experts", "one whole number of 1 to \(LoadReader.mostExperts)")
      }
      expertCount = array.integer(at: 0)
    }
    if let array = arrays["layers"] {
      let numbers =
        array.count <= LoadReader.mostLayers && array.isWhole
        ? (0..<array.count).map(array.integer) : []
      guard array.shape.count == 1, !numbers.isEmpty, Set(numbers).count == numbers.count,
        numbers.allSatisfy((0..<LoadReader.mostLayers).contains)
      else {
        throw fault("layers", "the numbers of layers, of 0 to \(LoadReader.mostLayers - 1) and none twice")
      }
      layers = numbers
    }
  }
}

/// The experts of each token, as read from a file.
public struct RouteRecording: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// The routes by layer, at least one.
  public let layers: [Int: TokenRoutes]
  /// Assumptions made where the file is silent, in sentences.
  public let notes: [String]

  public init(expertCount: Int, layers: [Int: TokenRoutes], notes: [String] = []) {
    self.expertCount = expertCount
    self.layers = layers
    self.notes = notes
  }
}
