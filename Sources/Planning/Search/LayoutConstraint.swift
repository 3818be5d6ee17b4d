import Clusters
import Costing
import Formats
import Models

/// Which degrees of parallelism a layout may have: "EP alone", "a pipeline of expert-parallel stages", "EP 64".
///
/// Attention data parallelism and replicas of the whole are free; where EP is 1, the GPUs of a stage slice every expert.
public struct LayoutConstraint: Sendable, Hashable {
  /// The text that a user writes: "ep+pp", "tp4+ep32+pp2".
  public let name: String
  /// The rule for TP of attention, or where any TP will do, of attention or of experts.
  public let tensor: DegreeRule
  /// The rule for EP.
  public let expert: DegreeRule
  /// The rule for the number of stages.
  public let stages: DegreeRule
  /// Whether a stage is one GPU: nothing is divided.
  public let isUndivided: Bool

  public init(
    name: String, tensor: DegreeRule, expert: DegreeRule, stages: DegreeRule, isUndivided: Bool = false
  ) {
    self.name = name
    self.tensor = tensor
    self.expert = expert
    self.stages = stages
    self.isUndivided = isUndivided
  }

  /// No constraint.
  public static let any = LayoutConstraint(name: "any", tensor: .any, expert: .any, stages: .any)

  /// For people: "EP + PP", "TP4 + EP32 + PP2".
  public var title: String {
    name == Self.any.name ? name : name.uppercased().split(separator: "+").joined(separator: " + ")
  }

  /// Whether a stage may be laid out so.
  public func allows(_ layout: StageLayout) -> Bool {
    // Experts that are sliced over attention DP are TP, too: engines start both with the same flag.
    let tensorDegree =
      tensor == .several ? max(layout.tensorParallel, layout.expertTensorParallel) : layout.tensorParallel
    return expert.allows(layout.expertParallel) && tensor.allows(tensorDegree) && (!isUndivided || layout.gpus == 1)
  }
}

/// The rule of a constraint for one degree of parallelism.
public enum DegreeRule: Sendable, Hashable {
  /// Any degree.
  case any
  /// 1: the work is not divided this way.
  case one
  /// 2 or more.
  case several
  /// This number, 2 or more.
  case exactly(Int)

  /// - Parameter degree: 1 or more.
  public func allows(_ degree: Int) -> Bool {
    switch self {
    case .any: true
    case .one: degree == 1
    case .several: degree > 1
    case .exactly(let number): degree == number
    }
  }

  /// The number that is prescribed; `nil` where there is none.
  public var prescribed: Int? { if case .exactly(let number) = self { number } else { nil } }
}

extension LayoutConstraint {
  /// The kinds that are compared where nothing else was asked for.
  public static let usual = "ep,pp,tp,ep+pp,any"
  /// More than anybody reads side by side, and no more than there are letters for a map.
  private static let most = 16
  /// Beyond any cluster.
  private static let largestDegree = 1 << 20

  /// Reads a list such as "ep,pp,ep8+pp16".
  /// - Parameter flag: The flag that messages name.
  /// - Throws: `Diagnostic` for a word that is no layout, one that stands there twice, or too many of them.
  public static func list(_ text: String, flag: String) throws -> [LayoutConstraint] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      word.filter { $0 != " " }.lowercased()
    }
    guard words.count <= most else {
      throw Diagnostic(
        id: .outOfRange, file: flag, found: "\(words.count) layouts", expected: "at most \(most)")
    }
    let constraints = try words.map { try LayoutConstraint(parsing: $0, flag: flag) }
    for (index, constraint) in constraints.enumerated() {
      let isRepeated = constraints.prefix(index).contains { $0.hasSameRules(as: constraint) }
      guard !isRepeated else {
        throw Diagnostic(
          id: .duplicateValue, file: flag, found: "\"\(constraint.name)\" twice", expected: "each layout once")
      }
    }
    return constraints
  }

  /// - Throws: `Diagnostic` "unknown-layout".
  init(parsing word: String, flag: String) throws {
    if word == "any" {
      self = .any
      return
    }
    guard word != "dp" else {
      self.init(name: word, tensor: .one, expert: .one, stages: .one, isUndivided: true)
      return
    }
    var rules: [String: DegreeRule] = [:]
    for part in word.split(separator: "+", omittingEmptySubsequences: false) {
      let kind = String(part.prefix(2))
      guard ["tp", "ep", "pp"].contains(kind), rules[kind] == nil, let rule = Self.rule(part.dropFirst(2)) else {
        throw Self.unknown(word, flag: flag)
      }
      rules[kind] = rule
    }
    self.init(
      name: word, tensor: rules["tp"] ?? .one, expert: rules["ep"] ?? .one, stages: rules["pp"] ?? .one)
  }

  /// `nil` for what is no degree.
  private static func rule(_ digits: Substring) -> DegreeRule? {
    if digits.isEmpty { return .several }
    guard digits.allSatisfy(\.isNumber), let number = Int(digits), (1...largestDegree).contains(number) else {
      return nil
    }
    return number == 1 ? .one : .exactly(number)
  }

  private static func unknown(_ word: String, flag: String) -> Diagnostic {
    Diagnostic(
      id: .unknownLayout, file: flag, found: "\"\(word)\"",
      expected: "ep, pp, tp, joined with + and with a degree or without (ep+pp, ep64, tp4+ep32+pp2), dp, or any")
  }

  private func hasSameRules(as other: LayoutConstraint) -> Bool {
    (tensor, expert, stages) == (other.tensor, other.expert, other.stages) && isUndivided == other.isUndivided
  }
}

extension LayoutConstraint {
  /// Footprints that a prescribed EP needs and the usual sizes may lack: all in one domain where it fits, else equal
  /// shares of as few domains as hold it.
  func footprints(domain: Int, domains: Int) -> [(domains: Int, gpus: Int)] {
    guard let gpus = expert.prescribed, domain > 0 else { return [] }
    let fewest = (gpus + domain - 1) / domain
    guard fewest <= domains, let count = (fewest...domains).first(where: { gpus % $0 == 0 }) else { return [] }
    return [(domains: count, gpus: gpus / count)]
  }

  /// The usual TPs, and the one that is prescribed.
  func tensorDegrees(_ usual: [Int]) -> [Int] {
    guard let prescribed = tensor.prescribed, !usual.contains(prescribed) else { return usual }
    return (usual + [prescribed]).sorted()
  }

  /// Micro-batches in flight that are worth trying. A stage alone gains nothing by several: they wait for each other. A
  /// prescribed number of stages needs as many.
  /// - Parameters:
  ///   - usual: The most that are tried without a constraint.
  ///   - layers: The layers of the model; no pipeline is deeper.
  func mostMicroBatches(usual: Int, layers: Int) -> Int {
    switch stages {
    case .one: 1
    case .exactly(let count): max(usual, min(count, layers))
    case .several, .any: usual
    }
  }

  /// The reason why a model cannot be laid out so on a pool, whatever the memory; `nil` where it can.
  func obstacle(model: ModelArchitecture, pool: Pool) -> String? {
    let degrees = ModelDegrees(model)
    if case .several = expert, degrees.experts == 0 { return "the model has no experts" }
    if let count = expert.prescribed {
      if degrees.experts == 0 { return "the model has no experts" }
      if count > degrees.experts { return "EP\(count) has more ranks than a layer's \(degrees.experts) experts" }
    }
    if let count = tensor.prescribed, !degrees.dividesHeads(tensorParallel: count) {
      let heads = degrees.attentionHeads.map(String.init).joined(separator: " and ")
      return "TP\(count) does not divide the \(heads) query heads"
    }
    if let count = stages.prescribed, count > model.layers.count {
      return "\(count) stages are more than the \(model.layers.count) layers"
    }
    return sizeObstacle(pool) ?? sliceObstacle(degrees)
  }

  /// TP of a model whose experts are not dealt slices these, too.
  private func sliceObstacle(_ degrees: ModelDegrees) -> String? {
    guard let count = tensor.prescribed else { return nil }
    let fault = degrees.widths.fault(
      tensorParallel: count, expertTensorParallel: expert == .one && degrees.experts > 0 ? count : 1)
    return fault.map { "TP\(count) does not leave \($0)" }
  }

  private func sizeObstacle(_ pool: Pool) -> String? {
    let free = pool.availableGPUsPerDomain
    if let count = tensor.prescribed, count > free.max() ?? 0 {
      return "TP\(count) does not fit a scale-up domain of \(free.max() ?? 0) GPUs"
    }
    if let count = expert.prescribed {
      let gpus = free.reduce(0, +)
      if count > gpus { return "EP\(count) needs more than the \(gpus) GPUs of pool \(pool.name)" }
    }
    return nil
  }
}
