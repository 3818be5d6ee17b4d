import Costing

extension MeasuredRun {
  /// What ran, without how much traffic there was: all concurrencies of one configuration have the same text.
  ///
  /// Runs of one configuration share their errors, so they must not judge each other.
  public var configuration: String {
    let formats = [weightFormat?.rawValue, cacheFormat?.rawValue].map { $0 ?? "-" }
    let drafts = speculation.map { "\($0.draftTokens)@\($0.acceptance)" } ?? "-"
    let lengths = [traffic.inputTokens, traffic.outputTokens, traffic.averageContext, traffic.prefixCacheHitRate]
    return
      ([model, accelerator, runtime ?? "-"] + formats + [deployment.configuration, drafts, "\(twoBatchOverlap)"]
      + lengths.map { $0.map { "\($0)" } ?? "-" }).joined(separator: "|")
  }
}

extension Deployment {
  fileprivate var configuration: String {
    switch self {
    case .aggregated(let group): "aggregated \(group.configuration)"
    case .disaggregated(let prefill, let decode): "prefill \(prefill.configuration) decode \(decode.configuration)"
    case .prefillOnly(let group): "prefill \(group.configuration)"
    case .decodeOnly(let group): "decode \(group.configuration)"
    }
  }
}

extension WorkerGroup {
  fileprivate var configuration: String {
    "\(workers)x tp\(tensorParallel) dp\(dataParallel) pp\(pipelineParallel) ep\(expertParallel) r\(redundantExperts)"
  }
}
