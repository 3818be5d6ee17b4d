import Quantities

/// How the state of linear and state-space mixers is stored.
enum StateFormat {
  /// 32-bit unless `mamba_ssm_dtype` or `mamba_ssm_cache_dtype` says otherwise.
  static func read(_ text: ConfigurationSection) throws -> NumberFormat {
    for name in ["mamba_ssm_cache_dtype", "mamba_ssm_dtype"] {
      if let node = try text.value(name) { return try ModelConfiguration.format(node) }
    }
    return .float32
  }
}
