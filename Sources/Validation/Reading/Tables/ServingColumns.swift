/// The columns of a table of serving runs, as AIConfigurator's silicon samples have them.
enum ServingColumns {
  /// Without these a row says nothing.
  static let required = [
    "id", "system", "model_path", "precision", "mode", "isl", "osl", "conc", "tp_size_f", "attention_dp_size_f",
    "moe_ep_size_f", "silicon_ttft_ms", "silicon_tpot_ms",
  ]

  /// What is read where it is there, and what is known to say the same again or nothing that matters here.
  static let known = Set(
    required + [
      "backend", "backend_version", "gemm_quant_mode", "moe_quant_mode", "batch_size", "pp_size_f", "moe_tp_size_f",
      "gpus", "measured", "mtp",
    ] + ["prefill", "decode"].flatMap { role in workerColumns.map { "\(role)_\($0)" } })

  private static let workerColumns = [
    "batch_size", "num_workers", "tp_size", "pp_size", "attention_dp_size", "moe_tp_size", "moe_ep_size", "gpus",
  ]
}
