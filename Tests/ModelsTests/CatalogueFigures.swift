import Models

/// What a right reading of each model of the catalogue comes to. Counted independently of this package, and where a
/// checkpoint's list of tensors could be had, equal to it.
struct CatalogueFigures {
  let name: String
  let layers: Int
  let total: Int
  let active: Int
  /// Drafting layers without copies of embedding and head.
  let prediction: Int
  /// Cached elements per token over layers without a window; of full windows; indexer keys per token.
  let cache: (growing: Int, windows: Int, indexer: Int)
  /// Elements per sequence of recurrent and convolution state.
  let state: (recurrent: Int, convolution: Int)
  let kinds: [String: Int]

  static let all: [CatalogueFigures] = [
    .init(
      name: "MiniMaxAI/MiniMax-M1-80k", layers: 80, total: 456_089_655_296, active: 48_403_306_496,
      prediction: 0,
      cache: (20_480, 0, 0),
      state: (73_400_320, 0), kinds: ["full": 10, "linear": 70]),
    .init(
      name: "MiniMaxAI/MiniMax-M2.5", layers: 62, total: 228_689_764_864, active: 11_030_553_088,
      prediction: 0,
      cache: (126_976, 0, 0),
      state: (0, 0), kinds: ["full": 62]),
    .init(
      name: "MiniMaxAI/MiniMax-M3", layers: 60, total: 426_174_572_928, active: 25_962_473_856,
      prediction: 0,
      cache: (61_440, 0, 7_296),
      state: (0, 0), kinds: ["block-sparse": 57, "full": 3]),
    .init(
      name: "Qwen/Qwen2.5-72B-Instruct", layers: 80, total: 72_706_203_648, active: 72_706_203_648,
      prediction: 0,
      cache: (163_840, 0, 0),
      state: (0, 0), kinds: ["full": 80]),
    .init(
      name: "Qwen/Qwen3-235B-A22B", layers: 94, total: 235_093_634_560, active: 22_190_763_520,
      prediction: 0,
      cache: (96_256, 0, 0),
      state: (0, 0), kinds: ["full": 94]),
    .init(
      name: "Qwen/Qwen3-235B-A22B-FP8", layers: 94, total: 235_093_634_560, active: 22_190_763_520,
      prediction: 0,
      cache: (96_256, 0, 0),
      state: (0, 0), kinds: ["full": 94]),
    .init(
      name: "Qwen/Qwen3-30B-A3B", layers: 48, total: 30_532_122_624, active: 3_353_032_704,
      prediction: 0,
      cache: (49_152, 0, 0),
      state: (0, 0), kinds: ["full": 48]),
    .init(
      name: "Qwen/Qwen3-32B", layers: 64, total: 32_762_123_264, active: 32_762_123_264,
      prediction: 0,
      cache: (131_072, 0, 0),
      state: (0, 0), kinds: ["full": 64]),
    .init(
      name: "Qwen/Qwen3-Next-80B-A3B-Instruct", layers: 48, total: 79_674_391_296, active: 3_874_929_408,
      prediction: 1_650_471_424,
      cache: (12_288, 0, 0),
      state: (18_874_368, 884_736), kinds: ["full": 12, "linear": 36]),
    .init(
      name: "Qwen/Qwen3.5-122B-A10B", layers: 48, total: 122_111_526_912, active: 9_771_288_576,
      prediction: 2_523_679_232,
      cache: (12_288, 0, 0),
      state: (37_748_736, 1_327_104), kinds: ["full": 12, "linear": 36]),
    .init(
      name: "Qwen/Qwen3.5-397B-A17B", layers: 60, total: 396_346_350_336, active: 17_349_040_896,
      prediction: 6_595_568_128,
      cache: (15_360, 0, 0),
      state: (47_185_920, 1_658_880), kinds: ["full": 15, "linear": 45]),
    .init(
      name: "XiaomiMiMo/MiMo-V2-Flash", layers: 48, total: 308_778_780_864, active: 15_445_936_320,
      prediction: 0,
      cache: (11_520, 12_779_520, 0),
      state: (0, 0), kinds: ["full": 9, "sliding": 39]),
    .init(
      name: "deepseek-ai/DeepSeek-R1", layers: 61, total: 671_026_419_200, active: 37_552_297_472,
      prediction: 11_610_068_224,
      cache: (35_136, 0, 0),
      state: (0, 0), kinds: ["mla": 61]),
    .init(
      name: "deepseek-ai/DeepSeek-V2", layers: 60, total: 235_741_434_880, active: 21_375_800_320,
      prediction: 0,
      cache: (34_560, 0, 0),
      state: (0, 0), kinds: ["mla": 60]),
    .init(
      name: "deepseek-ai/DeepSeek-V3", layers: 61, total: 671_026_419_200, active: 37_552_297_472,
      prediction: 11_610_068_224,
      cache: (35_136, 0, 0),
      state: (0, 0), kinds: ["mla": 61]),
    .init(
      name: "deepseek-ai/DeepSeek-V3.2", layers: 61, total: 671_877_944_064, active: 38_403_822_336,
      prediction: 11_624_027_648,
      cache: (35_136, 0, 7_808),
      state: (0, 0), kinds: ["mla+dsa": 61]),
    .init(
      name: "deepseek-ai/DeepSeek-V4-Pro", layers: 61, total: 1_572_997_201_763, active: 49_779_081_059,
      prediction: 25_840_145_979,
      cache: (3_964, 3_997_696, 960),
      state: (0, 0), kinds: ["csa": 30, "hca": 31]),
    .init(
      name: "google/gemma-3-27b-it", layers: 62, total: 27_009_346_304, active: 27_009_346_304,
      prediction: 0,
      cache: (40_960, 218_103_808, 0),
      state: (0, 0), kinds: ["full": 10, "sliding": 52]),
    .init(
      name: "meta-llama/Llama-3.1-405B", layers: 126, total: 405_853_388_800, active: 405_853_388_800,
      prediction: 0,
      cache: (258_048, 0, 0),
      state: (0, 0), kinds: ["full": 126]),
    .init(
      name: "meta-llama/Llama-3.1-70B", layers: 80, total: 70_553_706_496, active: 70_553_706_496,
      prediction: 0,
      cache: (163_840, 0, 0),
      state: (0, 0), kinds: ["full": 80]),
    .init(
      name: "meta-llama/Llama-3.1-8B", layers: 32, total: 8_030_261_248, active: 8_030_261_248,
      prediction: 0,
      cache: (65_536, 0, 0),
      state: (0, 0), kinds: ["full": 32]),
    .init(
      name: "meta-llama/Llama-4-Maverick-17B-128E-Instruct", layers: 48, total: 400_711_848_960, active: 17_184_691_200,
      prediction: 0,
      cache: (24_576, 603_979_776, 0),
      state: (0, 0), kinds: ["chunked": 36, "full": 12]),
    .init(
      name: "mistralai/Devstral-2-123B-Instruct-2512", layers: 88, total: 125_025_988_608, active: 125_025_988_608,
      prediction: 0,
      cache: (180_224, 0, 0),
      state: (0, 0), kinds: ["full": 88]),
    .init(
      name: "mistralai/Mistral-Large-Instruct-2407", layers: 88, total: 122_610_069_504, active: 122_610_069_504,
      prediction: 0,
      cache: (180_224, 0, 0),
      state: (0, 0), kinds: ["full": 88]),
    .init(
      name: "mistralai/Mixtral-8x22B-v0.1", layers: 56, total: 140_620_634_112, active: 39_152_031_744,
      prediction: 0,
      cache: (114_688, 0, 0),
      state: (0, 0), kinds: ["full": 56]),
    .init(
      name: "mistralai/Mixtral-8x7B-v0.1", layers: 32, total: 46_702_792_704, active: 12_879_925_248,
      prediction: 0,
      cache: (65_536, 0, 0),
      state: (0, 0), kinds: ["full": 32]),
    .init(
      name: "moonshotai/Kimi-K2-Instruct", layers: 61, total: 1_026_408_232_448, active: 32_861_500_928,
      prediction: 0,
      cache: (35_136, 0, 0),
      state: (0, 0), kinds: ["mla": 61]),
    .init(
      name: "moonshotai/Kimi-K2.5", layers: 61, total: 1_026_408_232_448, active: 32_861_500_928,
      prediction: 0,
      cache: (35_136, 0, 0),
      state: (0, 0), kinds: ["mla": 61]),
    .init(
      name: "moonshotai/Kimi-K3", layers: 93, total: 2_779_484_478_208, active: 105_364_019_968,
      prediction: 0,
      cache: (13_824, 0, 0),
      state: (108_527_616, 7_630_848), kinds: ["linear": 69, "mla": 24]),
    .init(
      name: "nvidia/DeepSeek-V3.1-NVFP4", layers: 61, total: 671_026_419_200, active: 37_552_297_472,
      prediction: 11_610_068_224,
      cache: (35_136, 0, 0),
      state: (0, 0), kinds: ["mla": 61]),
    .init(
      name: "nvidia/GLM-5.3-NVFP4", layers: 78, total: 743_377_019_904, active: 41_250_530_304,
      prediction: 9_952_920_576,
      cache: (44_928, 0, 2_688),
      state: (0, 0), kinds: ["mla+dsa": 78]),
    .init(
      name: "nvidia/Llama-3_3-Nemotron-Super-49B-v1", layers: 80, total: 49_867_145_216, active: 49_867_145_216,
      prediction: 0,
      cache: (100_352, 0, 0),
      state: (0, 0), kinds: ["full": 49, "none": 31]),
    .init(
      name: "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", layers: 52, total: 31_577_940_288, active: 3_580_076_352,
      prediction: 0,
      cache: (3_072, 0, 0),
      state: (12_058_624, 423_936), kinds: ["full": 6, "mamba2": 23, "none": 23]),
    .init(
      name: "nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16", layers: 108, total: 549_308_993_536,
      active: 56_058_843_136,
      prediction: 11_215_610_368,
      cache: (6_144, 0, 0),
      state: (100_663_296, 2_654_208), kinds: ["full": 12, "mamba2": 48, "none": 48]),
    .init(
      name: "nvidia/Nemotron-H-56B-Base-8K", layers: 118, total: 56_324_350_464, active: 56_324_350_464,
      prediction: 0,
      cache: (20_480, 0, 0),
      state: (226_492_416, 3_317_760), kinds: ["full": 10, "mamba2": 54, "none": 54]),
    .init(
      name: "nvidia/Qwen3.5-397B-A17B-NVFP4", layers: 60, total: 396_346_350_336, active: 17_349_040_896,
      prediction: 6_595_568_128,
      cache: (15_360, 0, 0),
      state: (47_185_920, 1_658_880), kinds: ["full": 15, "linear": 45]),
    .init(
      name: "openai/gpt-oss-120b", layers: 36, total: 116_829_156_672, active: 5_711_982_912,
      prediction: 0,
      cache: (18_432, 2_359_296, 0),
      state: (0, 0), kinds: ["full": 18, "sliding": 18]),
    .init(
      name: "openai/gpt-oss-20b", layers: 24, total: 20_914_757_184, active: 4_187_440_704,
      prediction: 0,
      cache: (12_288, 1_572_864, 0),
      state: (0, 0), kinds: ["full": 12, "sliding": 12]),
    .init(
      name: "zai-org/GLM-4.5", layers: 92, total: 352_797_829_024, active: 33_632_266_144,
      prediction: 3_988_069_792,
      cache: (188_416, 0, 0),
      state: (0, 0), kinds: ["full": 92]),
    .init(
      name: "zai-org/GLM-5", layers: 78, total: 743_911_218_432, active: 41_784_728_832,
      prediction: 9_952_920_576,
      cache: (44_928, 0, 9_984),
      state: (0, 0), kinds: ["mla+dsa": 78]),
    .init(
      name: "zai-org/GLM-5.1", layers: 78, total: 743_911_218_432, active: 41_784_728_832,
      prediction: 9_952_920_576,
      cache: (44_928, 0, 9_984),
      state: (0, 0), kinds: ["mla+dsa": 78]),
    .init(
      name: "zai-org/GLM-5.1-FP8", layers: 78, total: 743_911_218_432, active: 41_784_728_832,
      prediction: 9_952_920_576,
      cache: (44_928, 0, 9_984),
      state: (0, 0), kinds: ["mla+dsa": 78]),
    .init(
      name: "zai-org/GLM-5.3", layers: 78, total: 743_377_019_904, active: 41_250_530_304,
      prediction: 9_952_920_576,
      cache: (44_928, 0, 2_688),
      state: (0, 0), kinds: ["mla+dsa": 78]),
  ]
}

extension ModelArchitecture {
  /// Elements that a token adds to the cache over all layers without a window, indexers apart (κ_model / element size).
  var cacheElementsPerToken: Double { layers.reduce(0) { $0 + $1.kind.mixer.cache.elementsPerToken } }

  /// Keys of sparse-attention indexers that a token adds over all layers.
  var indexerElementsPerToken: Double {
    layers.reduce(0) { $0 + $1.kind.mixer.cache.indexerElementsPerToken }
  }

  /// Elements of full windows over all layers, independent of the context.
  var windowElements: Int {
    layers.reduce(0) { $0 + $1.kind.mixer.cache.windowTokens * $1.kind.mixer.cache.windowElementsPerToken }
  }
}
