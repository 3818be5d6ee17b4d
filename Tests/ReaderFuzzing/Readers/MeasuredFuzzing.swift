import Calibrating
import Foundation

/// Files of measured runs, in every form.
enum MeasuredFuzzing {
  static let reader = FuzzedReader("measured", seeds: SeedTexts.measured) { bytes, _ in
    var settings = BenchmarkSettings()
    if bytes.starts(with: Array("{\"backend".utf8)) {
      settings.model = "DeepSeek-V3"
      settings.accelerator = "B200"
      settings.tensorParallel = 8
    }
    let file = try MeasuredFileReader(settings: settings).read(Data(bytes), file: "runs")
    _ = file.readings.count
  }
}
