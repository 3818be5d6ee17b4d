import Inputs

/// Reads results of load generators.
enum BenchmarkReader {
  /// Which generator wrote an object; `nil` for anything else.
  static func form(of node: InputNode) -> MeasuredFileForm? {
    guard case .mapping(let entries) = node.content else { return nil }
    let keys = Set(entries.map(\.key))
    guard keys.isSuperset(of: ["completed", "total_input_tokens", "request_rate"]) else { return nil }
    if keys.contains("num_prompts"), keys.contains("model_id") { return .vllmBenchmark }
    return keys.contains("dataset_name") || keys.contains("random_input_len") ? .sglangBenchmark : nil
  }

  /// - Parameters:
  ///   - records: Objects with the line that each starts on.
  ///   - settings: What the command line says of every one of them.
  /// - Throws: `Diagnostic` where nobody says what served, or where the command line contradicts the file.
  static func read(
    _ records: [(line: Int, node: InputNode)], form: MeasuredFileForm, file: String, settings: BenchmarkSettings
  ) throws -> MeasuredFile {
    let stem = (file.split(separator: "/").last ?? "").split(separator: ".").first.map(String.init) ?? file
    var readings: [RunReading] = []
    var remarks: [String] = []
    for (index, record) in records.enumerated() {
      let id = records.count == 1 ? stem : "\(stem)#\(index + 1)"
      readings.append(try reading(record.node, id: id, line: record.line, form: form, settings: settings))
      if case .integer(let failed)? = try record.node.optional("failed")?.content, failed > 0 {
        remarks.append("\(file), line \(record.line): \(failed) requests failed; means are over the others")
      }
    }
    return MeasuredFile(name: file, form: form, readings: readings, remarks: remarks)
  }

  /// Faults of the question end the reading; faults of one result make it a miss.
  private static func reading(
    _ node: InputNode, id: String, line: Int, form: MeasuredFileForm, settings: BenchmarkSettings
  ) throws -> RunReading {
    guard Self.form(of: node) == form else {
      throw Diagnostic(
        id: "measured-form-mixed", file: node.file, line: line, found: "another object than before",
        expected: form.title)
    }
    let record = try BenchmarkRecord(node, form: form, line: line, settings: settings)
    let run = BenchmarkRun(record)
    do {
      return .run(try run.run(id: id))
    } catch let reason as Diagnostic where !["missing-setting", "flag-contradicts-file"].contains(reason.id) {
      let labels = RunLabels(
        model: try record.model(), accelerator: try record.accelerator(), mode: .aggregated,
        runtime: try? record.runtime(), runtimeVersion: try? record.runtimeVersion())
      return .unreadable(
        UnreadableRow(id: id, place: "line \(line)", labels: labels, quantities: run.quantities, reason: reason))
    }
  }
}
