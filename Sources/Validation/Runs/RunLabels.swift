/// What rows are grouped by; `nil` where a file does not say.
public struct RunLabels: Sendable, Hashable {
  /// The model without its owner: "DeepSeek-V3".
  public let model: String?
  /// The accelerator without its form: "H200" for "h200_sxm", "GB200" for "GB200-NVL72".
  public let accelerator: String?
  /// Who did prefill and decode.
  public let mode: ServingMode?
  /// The serving runtime.
  public let runtime: String?
  /// Its version.
  public let runtimeVersion: String?

  /// - Parameters: As files name them; owners and forms are taken off here.
  public init(
    model: String? = nil, accelerator: String? = nil, mode: ServingMode? = nil, runtime: String? = nil,
    runtimeVersion: String? = nil
  ) {
    self.model = model.map(Self.withoutOwner)
    self.accelerator = accelerator.map(Self.withoutForm)
    self.mode = mode
    self.runtime = runtime
    self.runtimeVersion = runtimeVersion
  }

  /// Free text may hold a slash of its own: "DeepSeek-V3/R1 671B".
  private static func withoutOwner(_ name: String) -> String {
    guard !name.contains(" "), let last = name.split(separator: "/").last else { return name }
    return String(last)
  }

  /// "h200_sxm" and "H200-SXM" are one accelerator; "H100-PCIe" is another than "H100-SXM5".
  private static func withoutForm(_ name: String) -> String {
    let words = name.uppercased().split { $0 == "_" || $0 == "-" }
    let kept = words.prefix { !$0.hasPrefix("SXM") && !$0.hasPrefix("NVL7") }
    return kept.isEmpty ? name : kept.joined(separator: "-")
  }
}
