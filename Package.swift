// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// In CI every warning is an error; a user's build is never broken by a newer compiler's warning.
let strict: [SwiftSetting] =
  ProcessInfo.processInfo.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The imports run one way only: a target may import what stands above it here.
let package = Package(
  name: "layline",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "layline", targets: ["layline"]),
    .library(name: "LaylineOptimization", targets: ["Optimization", "GLPKOptimization"]),
    .library(
      name: "LaylinePlanning",
      targets: [
        "Quantities", "Inputs", "Models", "Topology", "Costing", "ExpertMaps", "ExpertPlacement", "Composition",
        "Plans",
        "Planning",
        "Verification", "Policy", "Reporting", "Interchange",
      ]),
    // Only for the package in Tests/Fuzzing, which runs far more of what FuzzingTests run a little of.
    .library(name: "LaylineReaderFuzzing", targets: ["ReaderFuzzing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(
      name: "GLPKBridge",
      linkerSettings: [.linkedLibrary("glpk"), .linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "Quantities", swiftSettings: strict),
    .target(name: "Inputs", dependencies: ["Quantities", yams], swiftSettings: strict),
    .target(name: "Optimization", swiftSettings: strict),
    .target(name: "GLPKOptimization", dependencies: ["Optimization", "GLPKBridge"], swiftSettings: strict),
    .target(
      name: "Models", dependencies: ["Inputs"],
      resources: [.embedInCode("Catalogue")], swiftSettings: strict),
    .target(
      name: "Topology", dependencies: ["Inputs"],
      exclude: ["ShippedClusters/README.md"],
      resources: [.embedInCode("Catalogue"), .embedInCode("ShippedClusters")], swiftSettings: strict),
    .target(name: "ExpertMaps", swiftSettings: strict),
    .target(name: "ZlibBridge", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Interchange", dependencies: ["ExpertMaps", "Inputs", "ZlibBridge"], swiftSettings: strict),
    .target(
      name: "Costing", dependencies: ["Models", "Topology", "Interchange"],
      resources: [
        .embedInCode("Calibrations"), .embedInCode("Workload/workloads.schema.json"),
        .embedInCode("Workload/expert-load.schema.json"),
      ], swiftSettings: strict),
    .target(name: "ExpertPlacement", dependencies: ["ExpertMaps", "Optimization"], swiftSettings: strict),
    .target(name: "Composition", dependencies: ["Optimization"], swiftSettings: strict),
    .target(name: "ClusterImport", dependencies: ["Topology"], swiftSettings: strict),
    .target(name: "Plans", dependencies: ["Costing", "ExpertMaps", crypto], swiftSettings: strict),
    .target(
      name: "Launching", dependencies: ["Verification", "Interchange", "ExpertPlacement", yams], swiftSettings: strict),
    .target(name: "Verification", dependencies: ["Plans"], swiftSettings: strict),
    .target(
      name: "Validation", dependencies: ["Costing"], resources: [.embedInCode("Published")], swiftSettings: strict),
    .target(
      name: "Planning", dependencies: ["Plans", "Composition", "ExpertPlacement", "Optimization"], swiftSettings: strict
    ),
    .target(
      name: "Policy", dependencies: ["Planning", "Verification"], resources: [.embedInCode("policy.schema.json")],
      swiftSettings: strict),
    .target(
      name: "Reporting", dependencies: ["Plans", "Validation", "Interchange", "Launching"],
      resources: [.embedInCode("Schemas")],
      swiftSettings: strict),
    .executableTarget(
      name: "layline",
      dependencies: [
        "GLPKOptimization", "Planning", "Verification", "Policy", "Validation", "Interchange", "ClusterImport",
        "Launching", "Reporting", argumentParser,
      ],
      swiftSettings: strict),
    .target(
      name: "ReaderFuzzing",
      dependencies: [
        "GLPKOptimization", "Planning", "Verification", "Policy", "Validation", "Interchange", "ClusterImport",
        "Launching", "Reporting",
      ],
      path: "Tests/ReaderFuzzing", swiftSettings: strict),
    .testTarget(name: "FuzzingTests", dependencies: ["ReaderFuzzing"], swiftSettings: strict),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: strict),
    .testTarget(name: "InputsTests", dependencies: ["Inputs"], swiftSettings: strict),
    .testTarget(name: "OptimizationTests", dependencies: ["GLPKOptimization"], swiftSettings: strict),
    .testTarget(name: "ModelsTests", dependencies: ["Models"], swiftSettings: strict),
    .testTarget(name: "TopologyTests", dependencies: ["Topology", "Reporting"], swiftSettings: strict),
    .testTarget(name: "CostingTests", dependencies: ["Costing"], swiftSettings: strict),
    .testTarget(name: "ExpertMapsTests", dependencies: ["ExpertMaps"], swiftSettings: strict),
    .testTarget(
      name: "ExpertPlacementTests", dependencies: ["ExpertPlacement", "GLPKOptimization"], swiftSettings: strict),
    .testTarget(
      name: "CompositionTests", dependencies: ["Composition", "GLPKOptimization"], swiftSettings: strict),
    .testTarget(name: "InterchangeTests", dependencies: ["Interchange"], swiftSettings: strict),
    .testTarget(name: "ClusterImportTests", dependencies: ["ClusterImport"], swiftSettings: strict),
    .testTarget(name: "LaunchingTests", dependencies: ["Launching"], swiftSettings: strict),
    .testTarget(name: "ValidationTests", dependencies: ["Validation", "Reporting"], swiftSettings: strict),
    .testTarget(
      name: "PlanningTests", dependencies: ["Planning", "Verification", "GLPKOptimization", "Reporting"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyTests", dependencies: ["Policy", "GLPKOptimization", "Reporting"], swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["layline", "Reporting"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
