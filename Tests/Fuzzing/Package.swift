// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// libFuzzer brings its own `main`, so that its runner is made only when asked for, with `--sanitize fuzzer`.
let isCoverageGuided = ProcessInfo.processInfo.environment["LAYLINE_COVERAGE"] != nil
let fuzzing = Target.Dependency.product(name: "LaylineReaderFuzzing", package: "layline")
let coverageGuided = Target.executableTarget(
  name: "fuzz-coverage", dependencies: [fuzzing],
  swiftSettings: [.unsafeFlags(["-parse-as-library"])])

/// Long runs of damaged inputs are a package of their own, like benchmarks.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "layline", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [fuzzing, .product(name: "ArgumentParser", package: "swift-argument-parser")])
  ] + (isCoverageGuided ? [coverageGuided] : []),
  swiftLanguageModes: [.v6]
)
