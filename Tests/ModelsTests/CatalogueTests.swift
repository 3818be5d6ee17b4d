import Formats
import Models
import Quantities
import Testing

@Suite("The catalogue that ships with the product")
struct CatalogueTests {
  @Test(arguments: CatalogueFigures.all.map(\.name)) func everyModelAddsUpExactly(name: String) throws {
    let figures = try #require(CatalogueFigures.all.first { $0.name == name })
    let model = try ModelCatalogue.model(named: name)
    #expect(model.layers.count == figures.layers)
    #expect(model.totalParameters == figures.total)
    #expect(model.activeParameters == figures.active)
    #expect(model.multiTokenPrediction?.ownElements ?? 0 == figures.prediction)
    #expect(model.cacheElementsPerToken == Double(figures.cache.growing))
    #expect(model.windowElements == figures.cache.windows)
    #expect(model.indexerElementsPerToken == Double(figures.cache.indexer))
    let caches = model.layers.map(\.kind.mixer.cache)
    #expect(caches.reduce(0) { $0 + $1.stateElements } == figures.state.recurrent)
    #expect(caches.reduce(0) { $0 + $1.convolutionElements } == figures.state.convolution)
    #expect(ModelFigures(model).kinds == figures.kinds)
  }

  @Test func everyEntryIsNamedAndSourced() throws {
    let entries = try ModelCatalogue.entries()
    #expect(entries.count == 44)
    #expect(Set(entries.map(\.name)).count == 44)
    #expect(entries.allSatisfy { !$0.source.isEmpty && $0.name.contains("/") })
    // Short names and aliases mean one model each.
    let short = entries.flatMap { [$0.shortName] + $0.aliases }.map { $0.lowercased() }
    #expect(Set(short).count == short.count)
    #expect(Set(entries.map(\.name)).isSuperset(of: CatalogueFigures.all.map(\.name)))
  }

  @Test func namesMayBeShortAndInAnyCase() throws {
    #expect(try ModelCatalogue.model(named: "deepseek-v3").name == "deepseek-ai/DeepSeek-V3")
    #expect(try ModelArchitecture(reference: "QWEN/qwen3-32b").name == "Qwen/Qwen3-32B")
    #expect(try ModelArchitecture(reference: "Nemotron-3-Nano").name == "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16")
  }

  @Test func anUnknownNameBringsTheNearest() throws {
    let fault = #expect(throws: Diagnostic.self) { try ModelArchitecture(reference: "DeepSek-V3") }
    #expect(fault?.id.rawValue == "unknown-model")
    #expect(fault?.advice?.contains("\"deepseek-ai/DeepSeek-V3\"") == true)
  }

  @Test func aMissingPathIsNotTakenForAName() {
    for text in ["./nowhere", "/nowhere/at/all", "nowhere/config.json"] {
      #expect(throws: Diagnostic.self) { try ModelReference(text) }
    }
  }

  /// Published sizes hold every file of a checkpoint: drafting layers and their copied tables, and for MiniMax-M3 and
  /// Kimi-K3 the vision tower, which is not read here and is below 0.3 %.
  @Test func checkpointsWeighWhatTheyArePublishedToWeigh() throws {
    var compared = 0
    for entry in try ModelCatalogue.entries() {
      let model = try ModelCatalogue.model(named: entry.name)
      guard let published = model.publishedCheckpoint else { continue }
      compared += 1
      #expect(abs(model.checkpointBytes / published.size - 1) < 0.003, "\(entry.name)")
    }
    #expect(compared == 8)
  }

  /// The checkpoint's headers count 684,531,386,000 elements, of which 41,540,496 are scales.
  @Test func deepSeekV3AgreesWithTheHeadersOfItsCheckpoint() throws {
    let model = try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3")
    let elements = model.amountsByFormat.reduce(0) { $0 + $1.amount.elements }
    #expect(elements == 684_531_386_000 - 41_540_496)
    let float8 = try #require(model.amountsByFormat.first { $0.format == .float8 })
    // Quantised: every matrix but embedding, head, their copies, routers and the drafting layer's projection.
    let tables = 4 * 129_280 * 7_168
    let routers = 59 * 256 * 7_168
    let projection = 2 * 7_168 * 7_168
    let norms = 62 * (2 * 7_168 + 1_536 + 512) + 4 * 7_168 + 59 * 256
    #expect(float8.amount.elements == elements - tables - routers - projection - norms)
  }

  /// Nobody counted this one before: by hand from the shapes of its layers.
  @Test func gemma4AddsUp() throws {
    let model = try ModelCatalogue.model(named: "Gemma-4-31B-IT-NVFP4")
    let feedForward = 3 * 5_376 * 21_504 + 4 * 5_376 + 1
    let windowed = 2 * 5_376 * 8_192 + 2 * 5_376 * 4_096 + 2 * 256
    // Values are keys: no projection of their own.
    let full = 2 * 5_376 * 16_384 + 5_376 * 2_048 + 2 * 512
    #expect(model.totalParameters == 262_144 * 5_376 + 5_376 + 60 * feedForward + 50 * windowed + 10 * full)
    #expect(model.tiesEmbeddings)
    #expect(model.cacheElementsPerToken == 10 * 2 * 4 * 512)
    #expect(model.windowElements == 50 * 1_024 * 2 * 16 * 256)
    #expect(model.cacheFormat == .float8)
  }
}
