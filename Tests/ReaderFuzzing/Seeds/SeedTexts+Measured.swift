extension SeedTexts {
  /// Results of load generators, a table of serving runs, and published figures.
  static let measured: [[UInt8]] = [
    """
    {"date": "20260401-101010", "endpoint_type": "vllm", "backend": "vllm", "label": null,
     "model_id": "deepseek-ai/DeepSeek-R1", "num_prompts": 1000, "accelerator": "H200", "tensor_parallel_size": "2",
     "data_parallel_size": "4", "enable_expert_parallel": "true", "precision": "fp8", "kv_precision": "fp8",
     "request_rate": "inf", "burstiness": 1.0, "max_concurrency": 64, "duration": 100.0, "completed": 1000,
     "failed": 0, "total_input_tokens": 1024000, "total_output_tokens": 512000, "request_throughput": 10.0,
     "output_throughput": 5120.0, "total_token_throughput": 15360.0, "mean_ttft_ms": 200.0, "median_ttft_ms": 150.0,
     "mean_tpot_ms": 12.5, "median_tpot_ms": 12.0, "mean_itl_ms": 12.4}
    """,
    """
    {"backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": null, \
    "random_input_len": 1024, "random_output_len": 1024, "random_range_ratio": 0.8, "duration": 10.0, "completed": 32, \
    "total_input_tokens": 32000, "total_output_tokens": 16000, "output_throughput": 1600.0, "mean_ttft_ms": 300.0, \
    "mean_tpot_ms": 8.0, "accept_length": null}
    {"backend": "sglang", "dataset_name": "random", "request_rate": 4.0, "max_concurrency": 8, \
    "random_input_len": 1024, "random_output_len": 1024, "random_range_ratio": 1.0, "duration": 10.0, "completed": 16, \
    "total_input_tokens": 32000, "total_output_tokens": 16000, "output_throughput": 1600.0, "mean_ttft_ms": 300.0, \
    "mean_tpot_ms": 8.0, "accept_length": 2.5}

    """,
    """
    id,system,backend,backend_version,model_path,precision,gemm_quant_mode,moe_quant_mode,mode,isl,osl,conc,batch_size,\
    tp_size_f,pp_size_f,attention_dp_size_f,moe_tp_size_f,moe_ep_size_f,gpus,prefill_batch_size,\
    prefill_num_workers,prefill_tp_size,prefill_pp_size,prefill_attention_dp_size,prefill_moe_tp_size,\
    prefill_moe_ep_size,prefill_gpus,decode_batch_size,decode_num_workers,decode_tp_size,decode_pp_size,\
    decode_attention_dp_size,decode_moe_tp_size,decode_moe_ep_size,decode_gpus,silicon_ttft_ms,silicon_tpot_ms,\
    measured,mtp
    one,h200_sxm,sglang,0.5.9,deepseek-ai/DeepSeek-V3,fp8,fp8,fp8_block,agg,1024,8192,64.0,8.0,1.0,1.0,8.0,2.0,4.0,8.0,\
    ,,,,,,,,,,,,,,,,250.0,30.5,2026-04-22,none_or_unknown
    two,gb200,trtllm,,deepseek-ai/DeepSeek-V3,fp4,nvfp4,nvfp4,disagg,1024,1024,128,,,,,,,24,4,2,4,1,1,1,4,8,64,2,1,1,8,\
    1,8,16,1000,20,2026-02-07,no

    """,
    """
    [{"id": "decode", "source": {"title": "A blog about SGLang", "url": "u"}, "what": "decode EP72",
      "model": "DeepSeek-V3/R1 671B", "precision": "FP8 block weights; MLA core BF16; dispatch FP8",
      "hardware": "12 nodes x 8xH100 80GB, IB", "gpus": 72,
      "layout": {"tp": 1, "ep": 72, "pp": null, "attention_dp": 72, "redundant_experts": 32, "phase": "decode",
        "tbo": true},
      "workload": {"isl": 2000, "osl": 100, "batch_per_gpu": 256, "ctx": 2000, "mtp": "off",
        "prefix_cache_hit": null},
      "metric": "output tok/s per node", "value": 22282, "unit": "tok/s/node", "evidence": "e",
      "confidence": "high", "notes": ""}]

    """,
  ].map { Array($0.utf8) }
}
