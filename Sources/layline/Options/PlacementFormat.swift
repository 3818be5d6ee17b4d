/// Forms in which a placement of experts is written.
enum PlacementFormat: String, CaseIterable {
  case layline
  case sglang
  case tensorRTLLM = "tensorrt-llm"
}
