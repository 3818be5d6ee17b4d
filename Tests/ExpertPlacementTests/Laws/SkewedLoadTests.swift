import Experts
import Glibc
import Optimization
import Synchronization
import Testing
@testable import ExpertPlacement

/// Loads where the numbers of copies that make the largest share smallest are not the best ones: those of which many are
/// about as large, and those with a long tail.
struct SkewedLoadTests {
  /// 64 experts: some with four times the load of most and some with twice, with noise; Zipf's; lognormal.
  static func loads(_ index: Int, experts: Int = 64) -> [Double] {
    var random = SplitMix(seed: UInt64(77 + index))
    func normal() -> Double { sqrt(-2 * log(random.unit())) * cos(2 * .pi * random.unit()) }
    switch index % 3 {
    case 0:
      let (hot, warm) = (4 + random.below(13), 8 + random.below(17))
      return (0..<experts).map { ($0 < hot ? 4 : $0 < hot + warm ? 2 : 1) * (1 + 0.1 * (random.unit() - 0.5)) }
    case 1:
      let exponent = 0.6 + 0.1 * Double(random.below(8))
      return (0..<experts).map { pow(Double($0 + 1), -exponent) }
    default:
      let spread = 0.5 + 0.1 * Double(random.below(8))
      return (0..<experts).map { _ in exp(spread * normal()) }
    }
  }

  /// 16 GPUs with 16 copies: the default effort is at most 0.2 % behind half a million steps of plain annealing, and no bound
  /// is above what these find.
  @Test(arguments: 0..<12)
  func notBehindPlainAnnealing(index: Int) {
    let problem = ExpertProblem(tokens: [Self.loads(index)], ranks: .equal(16, copies: 80), redundant: 16)
    let answer = ExpertPlacer(problem, optimizer: GLPKOptimizer()).place()
    let plain = AnnealingOracle.time(of: problem, steps: 500_000, seed: 3)
    #expect(answer.map.fault(in: problem) == nil)
    #expect(answer.time <= plain * 1.002, "\(answer.time) \(plain)")
    #expect(answer.bound.time <= plain * (1 + 1e-9))
  }

  /// 72 GPUs with two slots: bounds hold, are close, and take no more programs than the effort says.
  @Test(arguments: [1, 2, 4, 5, 7, 8])
  func boundsOfPairsAreClose(index: Int) {
    let problem = ExpertProblem(
      tokens: [Self.loads(index, experts: 120)], ranks: .equal(72, copies: 144), redundant: 24)
    let optimizer = CountingOptimizer()
    let answer = ExpertPlacer(problem, optimizer: optimizer).place()
    #expect(answer.map.fault(in: problem) == nil)
    #expect(answer.bound.holds(for: problem))
    #expect(answer.gap <= 0.01, "\(answer.gap)")
    #expect(optimizer.solved.load(ordering: .relaxed) <= PlacementEffort().programs(copies: 144))
    #expect(!BalanceBound(time: answer.time * 1.001, proof: answer.bound.proof).holds(for: problem))
  }
}

/// GLPK, and how many programs it solved.
private final class CountingOptimizer: Optimizer {
  let solved = Atomic<Int>(0)

  var name: String { GLPKOptimizer().name }

  func solve(_ program: LinearProgram, options: SolverOptions) -> OptimizationResult {
    solved.add(1, ordering: .relaxed)
    return GLPKOptimizer().solve(program, options: options)
  }
}
