import Costing

extension Deployment {
  /// Its one or two groups of workers.
  var groups: [WorkerGroup] {
    switch self {
    case .aggregated(let group), .prefillOnly(let group), .decodeOnly(let group): [group]
    case .disaggregated(let prefill, let decode): [prefill, decode]
    }
  }
}
