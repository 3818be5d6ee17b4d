import Benchmark
import Clusters
import ExpertPlacement
import Models
import Optimization
import Planning

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(3))
  readingBenchmarks()
  costingBenchmarks()
  optimizationBenchmarks()
  planningBenchmarks()
  placementBenchmarks()
  compositionBenchmarks()
}

private func readingBenchmarks() {
  Benchmark("Read DeepSeek-V3 from the catalogue") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3"))
    }
  }
  Benchmark("Read a cluster of 8 racks") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(try ClusterReference("gb200-nvl72-8-racks").read())
    }
  }
}

/// A layout is to be costed, explained, in 10 us or less; the plain one is what a search pays.
private func costingBenchmarks() {
  for isRecording in [false, true] {
    let name = "Cost a layout of DeepSeek-V3, \(isRecording ? "explained" : "plain")"
    Benchmark(name, configuration: .init(scalingFactor: .kilo)) { benchmark in
      let (costs, layout) = try DeepSeekLayout.prepared(recording: isRecording)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(costs.round(of: layout)) }
      benchmark.stopMeasurement()
    }
  }
}

private func optimizationBenchmarks() {
  let program = ShortestPathProgram(boundaries: 62, kinds: 11)
  Benchmark("Relaxation of a path program, \(program.arcCount) arcs") { benchmark in
    let relaxation = program.linear
    benchmark.startMeasurement()
    let result = GLPKOptimizer().solve(relaxation)
    benchmark.stopMeasurement()
    if result.solution == nil { benchmark.error("no solution: \(result.status)") }
  }
  Benchmark("Integer path program, \(program.arcCount) arcs") { benchmark in
    let integer = program.integer
    benchmark.startMeasurement()
    let result = GLPKOptimizer().solve(integer)
    benchmark.stopMeasurement()
    if result.solution == nil { benchmark.error("no solution: \(result.status)") }
  }
}

private func planningBenchmarks() {
  Benchmark("Certify a stage program of 21,000 arcs to 0.1 %") { benchmark in
    let program = try CertificateProgram()
    benchmark.startMeasurement()
    let isCertified = program.isCertified()
    benchmark.stopMeasurement()
    if !isCertified { benchmark.error("not certified") }
  }
  for cluster in ["hgx-h200", "gb200-nvl72-1-rack", "gb200-nvl72-8-racks"] {
    Benchmark("Plan DeepSeek-V3 on \(cluster)", configuration: .init(warmupIterations: 0)) { benchmark in
      let request = try DeepSeekRequest.on(cluster)
      benchmark.startMeasurement()
      blackHole(try Planner(request, optimizer: GLPKOptimizer()).plan())
      benchmark.stopMeasurement()
    }
  }
}

/// 58 layers of 256 experts are to take less than a second up to 72 GPUs, and 30 at 144 and 320, on two cores.
private func placementBenchmarks() {
  for (gpus, redundant, scenarios) in [(72, 32, 1), (72, 32, 6), (144, 32, 1), (320, 64, 1)] {
    let traffic = scenarios > 1 ? ", \(scenarios) scenarios" : ""
    Benchmark(
      "Place 58 layers on \(gpus) GPUs with \(redundant) copies\(traffic)", configuration: .init(warmupIterations: 0)
    ) {
      benchmark in
      let problems = SkewedLoads(layers: 58, scenarios: scenarios).problems(gpus: gpus, redundant: redundant)
      benchmark.startMeasurement()
      blackHole(LayersPlacer(optimizer: GLPKOptimizer()).place(problems))
      benchmark.stopMeasurement()
    }
  }
}

/// The time is to grow with the kinds of workers, not with the number of GPUs.
private func compositionBenchmarks() {
  for racks in [2, 32, 1820] {
    Benchmark("Compose three models on \(72 * racks) GPUs", configuration: .init(warmupIterations: 0)) { benchmark in
      let problem = ThreeModels(racks: racks).problem
      benchmark.startMeasurement()
      blackHole(try? CompositionSolver(optimizer: GLPKOptimizer(), tolerance: 0.001).solve(problem))
      benchmark.stopMeasurement()
    }
  }
}
