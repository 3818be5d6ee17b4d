import Models
import Testing

@Suite("Slices of feed-forward parts hold whole groups of weights that share a scale")
struct SlicedWidthTests {
  private func widths(_ name: String) throws -> SlicedWidths { SlicedWidths(try ModelCatalogue.model(named: name)) }

  /// 1,536 columns in blocks of 128 are 12 blocks: 4 slices have 3 each, 8 have one and a half.
  @Test func blocksOfQwen() throws {
    let widths = try widths("Qwen/Qwen3-235B-A22B-FP8")
    for slices in [1, 2, 3, 4, 6, 12] { #expect(widths.allows(tensorParallel: 1, expertTensorParallel: slices)) }
    for slices in [8, 16, 24] { #expect(!widths.allows(tensorParallel: 1, expertTensorParallel: slices)) }
    let fault = try #require(widths.fault(tensorParallel: 1, expertTensorParallel: 8))
    #expect(fault.contains("8 slices of an expert's 1,536 columns cut through the 128 that share a scale in fp8"))
    #expect(widths.fault(tensorParallel: 8, expertTensorParallel: 4) == nil)
  }

  /// DeepSeek-V3: experts of 2,048 columns are 16 blocks, dense layers of 18,432 are 144, which 16 slices share and 32 do not.
  @Test func blocksOfDeepSeek() throws {
    let widths = try widths("deepseek-ai/DeepSeek-V3")
    #expect(widths.allows(tensorParallel: 16, expertTensorParallel: 16))
    #expect(!widths.allows(tensorParallel: 1, expertTensorParallel: 32))
    #expect(!widths.allows(tensorParallel: 32, expertTensorParallel: 1))
  }

  /// Without groups any slice will do, and MXFP4 is padded by engines.
  @Test(arguments: ["meta-llama/Llama-3.1-405B", "Qwen/Qwen3-235B-A22B", "openai/gpt-oss-120b"])
  func othersAreFree(name: String) throws {
    #expect(try widths(name).allows(tensorParallel: 64, expertTensorParallel: 64))
  }

  /// A model that is stored in blocks is cut as one that came so.
  @Test func storedInBlocks() throws {
    let model = try ModelCatalogue.model(named: "Qwen/Qwen3-235B-A22B").withPrecision(.float8)
    #expect(!SlicedWidths(model).allows(tensorParallel: 1, expertTensorParallel: 8))
  }
}
