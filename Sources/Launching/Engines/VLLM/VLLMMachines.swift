/// How vLLM spreads a worker over machines: data-parallel ranks on each, or one rank over several.
struct VLLMMachines {
  /// Flags that every machine has.
  private(set) var everywhere: [String] = []
  /// Flags of the first machine.
  private(set) var leader: [CommandWord] = []
  /// Flags of the others.
  private(set) var follower: [CommandWord] = []

  /// - Throws: `LayoutNotExpressible`.
  init(_ worker: LaunchedWorker, _ layout: EvenLayout, version: ReleaseVersion, engine: String, port: Int) throws {
    let (stage, perNode, nodes) = (layout.stage, layout.gpusPerNode, worker.nodes.count)
    func refuse(_ reason: String) -> LayoutNotExpressible {
      LayoutNotExpressible(engine: engine, rule: .vllm, worker: worker.name, reasons: [reason])
    }
    if stage.dataParallel > 1 {
      guard perNode % stage.tensorParallel == 0 else {
        throw refuse(
          "a data-parallel rank of TP \(stage.tensorParallel) on machines of \(perNode) GPUs: it does not cross them")
      }
      guard nodes > 1 else { return }
      let local = perNode / stage.tensorParallel
      everywhere = ["--data-parallel-size-local", "\(local)"]
      let address: [CommandWord] = [
        .text("--data-parallel-address"), .leader(port: nil), .text("--data-parallel-rpc-port"), .text("\(port)"),
      ]
      leader = address
      follower = address + [.text("--data-parallel-start-rank"), .nodeRank(times: local), .text("--headless")]
    } else if nodes > 1 {
      guard version >= ReleaseVersion(0, 12, 0) else {
        throw refuse(
          "a worker over \(nodes) machines without attention DP: this version knows no --nnodes, and needs Ray")
      }
      let machines: [CommandWord] = [
        .text("--nnodes"), .text("\(nodes)"), .text("--node-rank"), .nodeRank(times: 1), .text("--master-addr"),
        .leader(port: nil),
      ]
      leader = machines
      follower = machines + [.text("--headless")]
    }
  }
}
