import ExpertMaps
import Foundation
import Interchange
import Plans
import Reporting

/// A placement of experts in the form that its reader wants.
struct PlacementFile {
  private let document: ExpertPlacementDocument
  private let format: PlacementFormat

  init(_ document: ExpertPlacementDocument, format: PlacementFormat) {
    self.document = document
    self.format = format
  }

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
