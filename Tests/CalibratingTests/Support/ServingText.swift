/// Small tables of serving runs.
enum ServingText {
  static let header =
    "id,system,backend,backend_version,model_path,precision,gemm_quant_mode,moe_quant_mode,mode,isl,osl,conc,batch_size,"
    + "tp_size_f,pp_size_f,attention_dp_size_f,moe_tp_size_f,moe_ep_size_f,gpus,prefill_batch_size,"
    + "prefill_num_workers,prefill_tp_size,prefill_pp_size,prefill_attention_dp_size,prefill_moe_tp_size,"
    + "prefill_moe_ep_size,prefill_gpus,decode_batch_size,decode_num_workers,decode_tp_size,decode_pp_size,"
    + "decode_attention_dp_size,decode_moe_tp_size,decode_moe_ep_size,decode_gpus,silicon_ttft_ms,silicon_tpot_ms,"
    + "measured,mtp"
  static let aggregated =
    "one,h200_sxm,sglang,0.5.9,deepseek-ai/DeepSeek-V3,fp8,fp8,fp8_block,agg,1024,8192,64.0,8.0,1.0,1.0,8.0,2.0,4.0,8.0,"
    + ",,,,,,,,,,,,,,,,250.0,30.5,2026-04-22,none_or_unknown"
  static let disaggregated =
    "two,gb200,trtllm,,deepseek-ai/DeepSeek-V3,fp4,nvfp4,nvfp4,disagg,1024,1024,128,,,,,,,24,4,2,4,1,1,1,4,8,64,2,1,1,8,"
    + "1,8,16,1000,20,2026-02-07,no"

  /// The aggregated row with some cells replaced.
  static func row(_ changes: [String: String], of row: String = aggregated) -> String {
    let columns = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for (column, value) in changes {
      if let index = columns.firstIndex(of: column) { cells[index] = value }
    }
    return cells.joined(separator: ",")
  }

  static func table(_ rows: String...) -> String { ([header] + rows).joined(separator: "\n") }
}
