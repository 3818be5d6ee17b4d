import Quantities

/// Load of the hottest GPU of an expert-parallel group over the mean.
public struct ExpertImbalance: Sendable, Hashable {
  /// By EP and R; empty where no expert load was given and the calibration's figure counts.
  public let byDivision: [ExpertParallelism: Double]
  /// The load file that the figures come from.
  public let file: String
  /// Whether experts have redundant copies, where no load was given.
  public let isReplicated: Bool
  /// Whether the figures are those of experts placed by their load, so that ranks with fewer experts are no less busy.
  public let isPlaced: Bool

  /// - Parameters:
  ///   - byDivision: Load of the hottest GPU over the mean, averaged over layers, by EP and R.
  ///   - file: The load file that the figures come from.
  ///   - isReplicated: Whether experts have redundant copies, where no load was given.
  ///   - isPlaced: Whether experts were placed by their load.
  public init(
    byDivision: [ExpertParallelism: Double], file: String, isReplicated: Bool = false, isPlaced: Bool = false
  ) {
    self.byDivision = byDivision
    self.file = file
    self.isReplicated = isReplicated
    self.isPlaced = isPlaced
  }

  /// For experts without copies.
  /// - Parameters:
  ///   - byExpertParallel: Load of the hottest GPU over the mean, averaged over layers, by EP.
  ///   - file: The load file that the figures come from.
  public init(byExpertParallel: [Int: Double], file: String) {
    self.init(
      byDivision: Dictionary(
        uniqueKeysWithValues: byExpertParallel.map { (ExpertParallelism(expertParallel: $0.key), $0.value) }),
      file: file)
  }

  /// The same for experts with redundant copies: what the calibration says of those counts where no load was given.
  func replicated(_ isReplicated: Bool) -> ExpertImbalance {
    ExpertImbalance(byDivision: byDivision, file: file, isReplicated: isReplicated, isPlaced: isPlaced)
  }

  /// No expert load was given.
  public static let calibrated = ExpertImbalance(byExpertParallel: [:], file: "")

  /// Routing that is even by force, as in some measurements.
  public static func balanced(file: String) -> ExpertImbalance {
    ExpertImbalance(
      byDivision: Dictionary(
        uniqueKeysWithValues: (2...1_024).map { (ExpertParallelism(expertParallel: $0), 1.0) }), file: file,
      isPlaced: true)
  }

  func leaf(_ division: ExpertParallelism, _ figures: HardwareFigures) -> Explained<Scalar> {
    if division.expertParallel == 1 { return 1 }
    guard let value = byDivision[division] else { return calibrated(division, figures) }
    let layers = division.fewerCopies.map { " in \($0.all - $0.count) of \($0.all) layers" } ?? ""
    let copies = division.redundantExperts > 0 ? ", \(division.redundantExperts) redundant\(layers)" : ""
    let source = DerivationSource(
      file: file, key: "EP \(division.expertParallel)\(copies)",
      evidence: "hottest GPU over the mean, averaged over layers")
    return figures.recorder("expert imbalance", Quantity<Scalar>(value), source: source)
  }

  /// 1 + (imbalance of 32 GPUs − 1) · ln EP / ln 32: the largest of EP loads lies further above the mean the more there are.
  private func calibrated(_ division: ExpertParallelism, _ figures: HardwareFigures) -> Explained<Scalar> {
    let imbalance = figures.calibration.imbalance
    let hasCopies = isReplicated || division.redundantExperts > 0
    let among32 = figures.recorder(hasCopies ? imbalance.replicatedExperts : imbalance.experts)
    guard among32.value > 1, division.expertParallel != 32 else { return among32.named("expert imbalance") }
    let degree = figures.recorder.layout("EP", division.expertParallel)
    let growth = degree.naturalLogarithm() / Explained<Scalar>(integerLiteral: 32).naturalLogarithm()
    return (1 + (among32 - 1) * growth).named("expert imbalance")
  }
}
