// swift-tools-version: 6.2
import PackageDescription

/// Benchmarks are a package of their own, so that whoever uses Layline does not fetch what only they need.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "layline", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "LaylineBenchmarks",
      dependencies: [
        .product(name: "LaylineOptimization", package: "layline"),
        .product(name: "LaylinePlanning", package: "layline"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/LaylineBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
