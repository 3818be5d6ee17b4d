import Experts
import Plans
import Quantities
@testable import Launching

/// Workers of a model of 4 layers, the first without experts, and 4 experts in the others.
enum SmallWorker {
  static func model(
    weightFormat: NumberFormat? = nil, cacheFormat: NumberFormat? = nil, isCheckpointGiven: Bool = false
  ) -> LaunchedModel {
    LaunchedModel(
      name: "org/model", isCheckpointGiven: isCheckpointGiven, layerCount: 4, expertLayers: [1, 2, 3], expertCount: 4,
      draftLayerCount: 0, weightFormat: weightFormat, cacheFormat: cacheFormat)
  }

  static func stage(_ layers: Range<Int>, tp: Int, dp: Int, ep: Int, copies: Int = 0) -> LaunchedStage {
    LaunchedStage(layers: layers, tensorParallel: tp, dataParallel: dp, expertParallel: ep, redundantExperts: copies)
  }

  /// - Parameters:
  ///   - nodes: GPUs that are taken of each machine of `perNode`.
  ///   - ranks: The experts of each rank, in every layer with experts.
  static func worker(
    _ stages: [LaunchedStage], nodes: [[Int]], perNode: Int = 2, role: WorkerRole = .mixed,
    model: LaunchedModel = model(), sequences: Int? = 64, microBatches: Int? = nil, ranks: [[Int]]? = nil,
    slots: Int = 2, tokens: [Double]? = nil
  ) -> LaunchedWorker {
    let map = ranks.map { ExpertMap(ranks: $0) }
    return LaunchedWorker(
      name: "replica-0", role: role, model: model, stages: stages,
      nodes: nodes.enumerated().map {
        LaunchedNode(host: "n\($0.offset)", isNamed: true, gpus: $0.element, gpuCount: perNode)
      },
      contextLength: 4096, sequences: sequences, microBatches: microBatches ?? stages.count,
      experts: map.map {
        ExpertLocations(
          expertCount: 4, slots: [Int](repeating: slots, count: $0.ranks.count), layers: [nil, $0, $0, $0])
      },
      expertTokens: tokens.map { [[], $0, $0, $0] })
  }

  /// Words as they are printed on one line, on the second machine where there are several.
  static func line(_ words: [CommandWord]) -> String {
    let context = CommandContext(leader: .text("n0"), nodeRank: .text("1"), folder: .text("f"))
    return words.map { ShellText.word($0, in: context) }.joined(separator: " ")
  }
}
