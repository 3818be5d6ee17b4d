import Experts
import Formats
import Foundation
import Testing

@Suite("Loads of every kind")
struct LoadReaderTests {
  private static func read(
    _ text: String, file: String = "load.json", kind: LoadKind? = nil, context: LoadContext = LoadContext()
  ) throws -> LoadRecording {
    try LoadReader(kind: kind, context: context).read(Data(text.utf8), file: file)
  }

  @Test func countsOfSGLang() throws {
    let one = try Self.read(#"{"logical_count": [[0, 0], [3, 4]]}"#)
    #expect(one.kind == .sglang && one.tokens == [[0, 0], [3, 4]] && !one.isStepped && one.expertCount == 2)
    let several = try Self.read(
      #"{"rank": 0, "average_utilization_rate_over_window": null, "logical_count": [[[], [3, 4]], [[0, 0], [1, 0.5]]]}"#
    )
    #expect(several.steps.map(\.number) == [0, 1] && several.isStepped)
    #expect(several.tokens == [[0, 0], [4, 4.5]])
    #expect(several.text == "{\n  \"logical_count\": [\n    [0, 0],\n    [4, 4.5]\n  ]\n}\n")
  }

  /// Slots 0, 1, 2 hold experts 1, 0, 1: expert 0 has the count of slot 1, and expert 1 those of 0 and 2.
  @Test func passesOfSGLang() throws {
    let recording = try Self.read(
      """
      {"records": [{"forward_pass_id": 7, "rank": 0, "global_physical_count": [[1, 2, 3]]},
      {"forward_pass_id": 7, "rank": 1, "global_physical_count": [[10, 20, 30]]},
      {"forward_pass_id": 3, "rank": 0, "global_physical_count": [[0, 1, 0]]}],
      "last_physical_to_logical_map": [[1, 0, 1]]}
      """)
    #expect(
      recording.steps == [LoadStep(number: 3, tokens: [[1, 0]]), LoadStep(number: 7, tokens: [[22, 44]])])
    #expect(recording.notes.count == 1)
  }

  @Test func tableOfSGLang() throws {
    let text = "layer_id,expert_id,count\n1,2,5\n1,0,7\n"
    let recording = try Self.read(text, file: "rank0.csv")
    #expect(recording.kind == .sglangCSV && recording.tokens == [[0, 0, 0], [7, 0, 5]])
    #expect(recording.notes.count == 1)
    let known = try Self.read(text, file: "rank0.csv", context: LoadContext(expertCount: 4))
    #expect(known.tokens[1] == [7, 0, 5, 0] && known.notes.isEmpty)
  }

  @Test func weightsOfEPLB() throws {
    #expect(try Self.read("[[90, 132], [20, 107]]").tokens == [[90, 132], [20, 107]])
    #expect(try Self.read("90,132\n20, 107.5\n", file: "w.csv").tokens == [[90, 132], [20, 107.5]])
    let array = Bytes.npy("<i2", [2, 2], [90, 132, 20, 107], size: 2)
    #expect(try LoadReader().read(Data(array), file: "w.npy").tokens == [[90, 132], [20, 107]])
  }

  @Test func rowsGoToTheLayersWithExperts() throws {
    let model = ModelExperts(name: "m", experts: [0, 2, 2], perToken: 1)
    let recording = try Self.read("[[1, 2], [3, 4]]", context: LoadContext(model: model))
    #expect(recording.tokens == [[0, 0], [1, 2], [3, 4]])
    let all = try Self.read("[[0, 0], [1, 2], [3, 4]]", context: LoadContext(model: model))
    #expect(all.tokens == [[0, 0], [1, 2], [3, 4]])
    let later = try Self.read("[[1, 2]]", context: LoadContext(firstLayer: 2))
    #expect(later.tokens == [[0, 0], [0, 0], [1, 2]])
    expectFault("layer-count", saying: "4 rows", "--first-layer") {
      try Self.read("[[1, 2], [1, 2], [1, 2], [1, 2]]", context: LoadContext(model: model))
    }
  }

  @Test(arguments: [
    ("{}", nil, "missing-key", "logical_count"),
    (#"{"logical_count": [[1, 2], [1]]}"#, nil, "expert-count", "logical_count[1]"),
    (#"{"logical_count": [[[1, 2]], [[1, 2], [3, 4]]]}"#, nil, "layer-count", "logical_count[1]"),
    (#"{"logical_count": [[1, -2]]}"#, nil, "out-of-range", "logical_count[0][1]"),
    (#"{"logical_count": [[1, 2]], "logical_counts": 3}"#, nil, "unknown-key", "did you mean"),
    (#"{"moe_layer_count": 1, "layer_list": []}"#, nil, "load-is-placement", "vllm-ascend"),
    (#"{"physical_to_logical_map": [[0, 1]]}"#, nil, "load-is-placement", "SGLang"),
    (#"{"records": [{"forward_pass_id": 0}], "last_physical_to_logical_map": [[0]]}"#, nil, "missing-key", "physical"),
    (#"{"records": []}"#, nil, "missing-key", "last_physical_to_logical_map"),
    ("layer_id,expert_id\n1,2\n", nil, "missing-column", "\"count\""),
    ("layer_id,expert_id,count\n1,2,3\n1,2,4\n", nil, "duplicate-value", "load.json:3"),
    ("layer_id,expert_id,count\n1,-2,3\n", nil, "out-of-range", "load.json:2: expert_id"),
    ("layer_id,expert_id,count\n1,2,x\n", nil, "wrong-type", "load.json:2: count"),
    ("1,2\n3\n", nil, "expert-count", "load.json:2"), ("1,2\n3,-4\n", nil, "out-of-range", "load.json:2"),
    ("hello\n", nil, "unknown-load-kind", "tensorrt-llm, eplb, routes"), ("", nil, "file-empty", "load.json"),
    ("\u{80}", LoadKind.sglang, "json-invalid", "load.json"), ("[]", nil, "out-of-range", "1 to 1024 rows"),
    ("{}", LoadKind.tensorrtLLM, "file-unreadable", "meta_info.json"),
  ])
  func faults(text: String, kind: LoadKind?, id: String, place: String) {
    expectFault(id, saying: "load.json", place) { try Self.read(text, kind: kind) }
  }

  /// A pickle is never opened.
  @Test func picklesAreRefusedWithAdvice() {
    let archive = Bytes.zip([.init(name: "archive/data.pkl", content: [0x80, 2])])
    for bytes in [archive, [0x80, 0x02, 0x7D]] {
      expectFault("load-needs-python", saying: "record.pt", "weights_only=True") {
        try LoadReader().read(Data(bytes), file: "record.pt")
      }
    }
  }

  @Test func filesOfOneModelAreAddedUp() throws {
    let first = try Self.read(#"{"logical_count": [[0, 0], [3, 4]]}"#)
    let table = try Self.read(
      "layer_id,expert_id,count\n1,1,5\n", file: "b.csv", context: LoadContext(expertCount: 2))
    #expect(try LoadRecording(joining: [first, table]).tokens == [[0, 0], [3, 9]])
    expectFault("loads-differ", saying: "1 layers", "2, as in load.json") {
      try LoadRecording(joining: [first, Self.read(#"{"logical_count": [[3, 4]]}"#)])
    }
    expectFault("loads-differ", saying: "3 experts") {
      try LoadRecording(joining: [first, Self.read("[[1, 2, 3]]")])
    }
  }

  @Test func stepsAreChosen() throws {
    let recording = try Self.read(#"{"logical_count": [[[1, 0]], [[0, 2]], [[4, 0]]]}"#)
    #expect(try recording.selecting(1...2).tokens == [[4, 2]])
    #expect(
      try LoadRecording(joining: [recording, recording]).steps.map(\.tokens) == [[[2, 0]], [[0, 4]], [[8, 0]]])
    expectFault("missing-steps", saying: "the steps 0 to 2") { try recording.selecting(3...9) }
    expectFault("missing-steps", saying: "--steps") { try Self.read("[[1]]").selecting(0...1) }
  }
}
