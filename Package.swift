// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// In CI every warning is an error; a user's build is never broken by a newer compiler's warning.
let strict: [SwiftSetting] =
  ProcessInfo.processInfo.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The imports run one way only: a target may import what stands above it here, and names each that it imports.
let package = Package(
  name: "layline",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "layline", targets: ["layline"]),
    .library(name: "LaylineOptimization", targets: ["Optimization"]),
    .library(
      name: "LaylinePlanning",
      targets: [
        "Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "ExpertPlacement", "Plans", "Planning",
        "Verification", "Differences", "Policy", "Reporting",
      ]),
    // Only for the package in Tests/Fuzzing, which runs far more of what FuzzingTests run a little of.
    .library(name: "LaylineReaderFuzzing", targets: ["ReaderFuzzing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(
      name: "GLPKBridge",
      linkerSettings: [.linkedLibrary("glpk"), .linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "DigestBridge", linkerSettings: [.linkedLibrary("crypto")]),
    .target(name: "YAMLBridge", linkerSettings: [.linkedLibrary("yaml")]),
    .target(name: "ZlibBridge", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Quantities", swiftSettings: strict),
    .target(name: "Formats", dependencies: ["Quantities", "YAMLBridge", "ZlibBridge"], swiftSettings: strict),
    .target(name: "Optimization", dependencies: ["GLPKBridge"], swiftSettings: strict),
    .target(
      name: "Models", dependencies: ["Quantities", "Formats"],
      resources: [.embedInCode("Catalogue")], swiftSettings: strict),
    .target(
      name: "Clusters", dependencies: ["Quantities", "Formats"],
      exclude: ["ShippedClusters/README.md"],
      resources: [.embedInCode("Catalogue"), .embedInCode("ShippedClusters")], swiftSettings: strict),
    .target(
      name: "Experts", dependencies: ["Formats", "Models"],
      resources: [.embedInCode("Recordings/expert-load.schema.json")], swiftSettings: strict),
    .target(
      name: "Costing", dependencies: ["Quantities", "Formats", "Models", "Clusters", "Experts"],
      resources: [.embedInCode("Calibrations"), .embedInCode("Serving/workloads.schema.json")], swiftSettings: strict),
    .target(name: "ExpertPlacement", dependencies: ["Experts", "Optimization"], swiftSettings: strict),
    .target(
      name: "Plans",
      dependencies: ["Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "DigestBridge"],
      resources: [.embedInCode("Schemas")], swiftSettings: strict),
    .target(
      name: "Verification",
      dependencies: ["Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "Plans"],
      swiftSettings: strict),
    .target(
      name: "Differences",
      dependencies: ["Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "Plans"],
      swiftSettings: strict),
    .target(
      name: "Calibrating", dependencies: ["Quantities", "Formats", "Optimization", "Models", "Clusters", "Costing"],
      resources: [.embedInCode("Published")], swiftSettings: strict),
    .target(
      name: "Planning",
      dependencies: [
        "Quantities", "Formats", "Optimization", "Models", "Clusters", "Experts", "Costing", "ExpertPlacement", "Plans",
      ], swiftSettings: strict),
    .target(
      name: "Launching",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "ExpertPlacement", "Plans", "Verification",
      ], swiftSettings: strict),
    .target(
      name: "Policy",
      dependencies: [
        "Quantities", "Formats", "Optimization", "Models", "Clusters", "Experts", "Costing", "Plans", "Verification",
        "Differences",
        "Planning",
      ], resources: [.embedInCode("policy.schema.json")], swiftSettings: strict),
    .target(
      name: "Reporting",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "Plans", "Verification", "Differences",
        "Calibrating", "Planning", "Launching",
      ], swiftSettings: strict),
    .executableTarget(
      name: "layline",
      dependencies: [
        "Quantities", "Formats", "Optimization", "Models", "Clusters", "Experts", "Costing", "Plans", "Verification",
        "Differences", "Calibrating", "Planning", "Launching", "Policy", "Reporting", argumentParser,
      ], swiftSettings: strict),
    .target(
      name: "ReaderFuzzing",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "Plans", "Optimization", "Planning",
        "Verification", "Differences", "Policy", "Calibrating", "Launching", "Reporting",
      ],
      path: "Tests/ReaderFuzzing", swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests", dependencies: ["ReaderFuzzing", "Formats", "Clusters", "Reporting"], swiftSettings: strict),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: strict),
    .testTarget(name: "FormatsTests", dependencies: ["Quantities", "Formats"], swiftSettings: strict),
    .testTarget(name: "OptimizationTests", dependencies: ["Optimization", "GLPKBridge"], swiftSettings: strict),
    .testTarget(name: "ModelsTests", dependencies: ["Quantities", "Formats", "Models"], swiftSettings: strict),
    .testTarget(
      name: "ClustersTests", dependencies: ["Quantities", "Formats", "Clusters", "Reporting"], swiftSettings: strict),
    .testTarget(
      name: "CostingTests", dependencies: ["Quantities", "Formats", "Models", "Clusters", "Experts", "Costing"],
      swiftSettings: strict),
    .testTarget(name: "ExpertsTests", dependencies: ["Formats", "Models", "Experts"], swiftSettings: strict),
    .testTarget(
      name: "ExpertPlacementTests", dependencies: ["Experts", "ExpertPlacement", "Optimization"],
      swiftSettings: strict),
    .testTarget(
      name: "LaunchingTests", dependencies: ["Quantities", "Formats", "Experts", "Plans", "Launching"],
      swiftSettings: strict),
    .testTarget(
      name: "CalibratingTests",
      dependencies: ["Quantities", "Formats", "Models", "Clusters", "Costing", "Calibrating", "Reporting"],
      swiftSettings: strict),
    .testTarget(
      name: "PlanningTests",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Experts", "Costing", "ExpertPlacement", "Plans", "Optimization",
        "Planning", "Verification", "Reporting",
      ], swiftSettings: strict),
    .testTarget(
      name: "PolicyTests",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Costing", "Plans", "Optimization", "Planning", "Differences",
        "Policy", "Reporting",
      ], swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Quantities", "Formats", "Models", "Clusters", "Costing", "Plans", "Calibrating", "Launching", "Reporting",
        "layline", argumentParser,
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
