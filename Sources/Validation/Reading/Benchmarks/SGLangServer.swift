import Inputs

/// What newer results of `sglang.bench_serving` hold of the server's own arguments, under `server_info`.
///
/// There `tp_size` counts all ranks of a stage; with `enable_dp_attention` they are DP groups, else `dp_size` is a
/// number of replicas (sgl-project/sglang, server_args.py).
struct SGLangServer {
  let model: String?
  let version: String?
  let tensorParallel: Int
  let dataParallel: Int
  let expertParallel: Int
  let pipelineParallel: Int
  let replicas: Int

  /// - Returns: `nil` where the arguments are not there, as behind a router.
  /// - Throws: `Diagnostic` for a degree that is no count.
  init?(_ node: InputNode) throws {
    guard case .mapping = node.content,
      let ranks = try node.optional("tp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree)
    else { return nil }
    let groups = try node.optional("dp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
    let sharesRanks = try node.optional("enable_dp_attention")?.boolean() ?? false
    guard !sharesRanks || ranks % groups == 0 else {
      throw node.fault("layout-contradiction", expected: "a dp_size that divides tp_size")
    }
    model = try node.optional("model_path")?.text()
    version = try node.optional("version")?.text()
    tensorParallel = sharesRanks ? ranks / groups : ranks
    dataParallel = sharesRanks ? groups : 1
    replicas = sharesRanks ? 1 : groups
    expertParallel = try node.optional("ep_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
    pipelineParallel = try node.optional("pp_size")?.integer(atLeast: 1, atMost: LayoutLimits.largestDegree) ?? 1
  }
}
