import Costing
import Inputs
import Models
import Plans
import Topology

/// Reads the inputs of a plan again, as the plan names them.
public enum PlanInputReader {
  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  public static func read(_ inputs: PlanInputs) throws -> VerifierInputs {
    let model = try inputs.readModel()
    let cluster = try ClusterReference(inputs.cluster.reference)
    let calibration = CalibrationReference(inputs.calibration.reference)
    var digests = [
      "model": Digest.of(model), "cluster": Digest.of(try cluster.contents()),
      "calibration": Digest.of(try calibration.contents()),
    ]
    var load: ExpertLoad?
    if let reference = inputs.expertLoad {
      let data = try InputDocument.bytes(ofFile: reference.reference)
      digests["expertLoad"] = Digest.of(data)
      load = try ExpertLoad(parsing: data, file: reference.reference, model: model)
    }
    return VerifierInputs(
      model: model, cluster: try cluster.read(), calibration: try calibration.read(), expertLoad: load,
      digests: digests)
  }
}
