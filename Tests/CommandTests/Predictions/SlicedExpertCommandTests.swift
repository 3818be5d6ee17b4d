import Testing

@Suite("Slices that no engine loads are refused by name")
struct SlicedExpertCommandTests {
  private static let model = ["--model", "Qwen/Qwen3-235B-A22B-FP8", "--cluster", "hgx-h200"]

  @Test func predictRefusesThem() throws {
    let traffic = ["--input", "1000", "--output-tokens", "100", "--concurrency", "8"]
    let run = try Layline.run(["predict"] + Self.model + traffic + ["--tp", "8"])
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors.contains("8 slices of an expert's 1,536 columns cut through the 128 that share a scale in fp8"))
    let whole = try Layline.run(["predict"] + Self.model + traffic + ["--tp", "8", "--ep", "8"])
    #expect(whole.status == 0, "\(whole.errors)")
  }

  @Test func compareSaysWhy() throws {
    let run = try Layline.run(
      ["compare"] + Self.model + ["--context", "8192", "--layouts", "tp8,tp4", "--no-crossovers"])
    #expect(run.status == 0)
    #expect(run.output.contains("TP8  none: TP8 does not leave slices of whole groups"))
  }
}
