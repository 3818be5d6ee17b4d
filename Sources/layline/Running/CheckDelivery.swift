import Experts
import Formats
import FoundationEssentials
import Plans
import Reporting

/// Writes the report of a check in every form that was asked for.
struct CheckDelivery {
  let outputs: [CheckOutput]

  /// The file of GitHub's runner that takes a page for the run's summary; `nil` elsewhere.
  private static var stepSummary: String? {
    ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Files first, so that they are there whatever reads stdout.
  /// - Parameters:
  ///   - report: What came of the check.
  ///   - withoutText: Whether text is left out, as an error on stderr says it.
  /// - Throws: `Diagnostic` "output-failed".
  func deliver(_ report: CheckReport, withoutText: Bool = false) throws {
    for output in outputs {
      guard let file = output.file else { continue }
      try file.write(Data("\(text(output, report))\n".utf8))
    }
    if outputs.contains(where: { $0.format == .github }), let summary = Self.stepSummary {
      try append(CheckFormat.markdown.text(of: report, version: LaylineCommand.version), to: summary)
    }
    for output in outputs where output.file == nil && !(withoutText && output.format == .text) {
      try Answer.print(text(output, report), isForRunner: output.format == .github)
    }
  }

  private func text(_ output: CheckOutput, _ report: CheckReport) throws -> String {
    try output.format.text(of: report, version: LaylineCommand.version)
  }

  /// The runner's file belongs to all steps, so that it is added to.
  private func append(_ text: String, to path: String) throws {
    let present = InputDocument.isThere(path) ? try InputDocument.bytes(ofFile: path) : Data()
    try OutputFile(flag: "GITHUB_STEP_SUMMARY", path: path).write(present + Data("\(text)\n".utf8))
  }
}

/// A placement of experts in the form that its reader wants.
struct PlacementFile {
  let document: ExpertPlacementDocument
  let format: PlacementFormat

  /// With a line break at its end.
  /// - Throws: `Diagnostic` "slots-uneven" where the form cannot say it.
  func text() throws -> String {
    switch format {
    case .layline: try JSONText.encode(document) + "\n"
    case .sglang: try SGLangExpertLocation(document.locations, flag: "--format").text + "\n"
    case .tensorRTLLM: "\(try TensorRTLLMLoadBalancer(document.locations, flag: "--format"))\n"
    }
  }
}

extension ExpertPlacementDocument {
  /// The maps of all layers.
  var locations: ExpertLocations {
    var maps = [ExpertMap?](repeating: nil, count: layerCount)
    for layer in layers {
      maps[layer.layer] = ExpertMap(physicalToLogical: layer.physicalToLogical, slots: target.slotsPerGPU)
    }
    return ExpertLocations(expertCount: expertCount, slots: target.slotsPerGPU, layers: maps)
  }
}
