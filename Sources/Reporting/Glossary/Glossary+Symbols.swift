extension Glossary {
  static let load = [
    GlossaryEntry("B", "batch: sequences that a replica works on at once; B = m · b", unit: "sequences"),
    GlossaryEntry("b", "sequences of one micro-batch, which passes the stages together", unit: "sequences"),
    GlossaryEntry("m", "micro-batches in flight, each in another stage; m = P keeps every stage busy"),
    GlossaryEntry("S", "context: tokens of a sequence whose keys and values are cached", unit: "tokens"),
    GlossaryEntry("d", "draft tokens proposed in a step of speculative decoding", unit: "tokens"),
    GlossaryEntry("a", "acceptance: share of proposals that are confirmed, each given the one before"),
    GlossaryEntry("E[acc]", "tokens that a step yields on average: 1 + a + a² + … + a^d", unit: "tokens"),
  ]

  static let model = [
    GlossaryEntry("L", "layers of the model", unit: "layers"),
    GlossaryEntry("E", "routed experts of a layer", unit: "experts"),
    GlossaryEntry("k", "routed experts that each token is sent to", unit: "experts"),
    GlossaryEntry("N_total", "parameters that are stored, every expert included", unit: "parameters"),
    GlossaryEntry("N_active", "parameters that one token is multiplied with", unit: "parameters"),
    GlossaryEntry("κ", "KV cache that one token needs in one layer", unit: "bytes"),
    GlossaryEntry("κ_model", "KV cache that one token needs in all layers together", unit: "bytes"),
  ]

  static let layout = [
    GlossaryEntry("TP", "tensor parallelism: GPUs that share the matrices of a layer", unit: "GPUs"),
    GlossaryEntry("EP", "expert parallelism: GPUs among which the experts of a layer are dealt", unit: "GPUs"),
    GlossaryEntry(
      "DP", "data parallelism of attention: groups of TP GPUs with sequences of their own", unit: "groups"),
    GlossaryEntry("PP", "pipeline parallelism: the layers are cut into stages that follow each other", unit: "stages"),
    GlossaryEntry("P", "stages of the pipeline", unit: "stages"),
    GlossaryEntry("CP", "context parallelism: GPUs that share the cache of one sequence", unit: "GPUs"),
    GlossaryEntry("W", "weights that one GPU holds", unit: "bytes"),
  ]

  static let time = [
    GlossaryEntry("TTFT", "time to first token: from a request's arrival to its first output token", unit: "seconds"),
    GlossaryEntry(
      "TPOT", "time per output token: between two tokens of a sequence; R / E[acc]", unit: "seconds",
      quantity: "timePerOutputToken"),
    GlossaryEntry(
      "R", "round: the time in which every sequence in flight makes one step", unit: "seconds", quantity: "round"),
    GlossaryEntry("T_s", "time of stage s for one micro-batch", unit: "seconds"),
    GlossaryEntry("h_s", "hop: handing a micro-batch on to stage s, or its tokens back to the first", unit: "seconds"),
    GlossaryEntry("bubble", "share of the round in which a stage has nothing to do: 1 - m · T_s / R"),
  ]

  static let hardware = [
    GlossaryEntry("domain", "scale-up domain: GPUs joined by NVLink, ICI or xGMI at its full speed"),
    GlossaryEntry("tier", "level of the network beyond a domain: leaf, spine, core"),
    GlossaryEntry("η", "efficiency: what is achieved of a peak, as calibrated; 0 to 1"),
    GlossaryEntry(
      "ρ", "utilisation: busy share of a server's time; waiting grows without limit near 1"),
  ]
}
