import Experts
import Formats
import FoundationEssentials
import Optimization
import Planning
import Plans
import Verification

/// The files that `layline load --output` writes: one, or one for each recording in a folder.
struct LoadOutput {
  private let files: [OutputFile]

  /// Looks whether the files could be written, before any work is done.
  /// - Parameters:
  ///   - path: A file; a folder where recordings are kept apart.
  ///   - inputs: What is read.
  ///   - separate: Whether recordings are kept apart.
  /// - Throws: `Diagnostic` "output-failed" or "output-taken".
  init(_ path: String, inputs: [String], separate: Bool) throws {
    let paths = separate ? try Self.paths(inputs, in: path) : [path]
    files = try paths.map { try OutputFile(flag: "--output", path: $0) }
    func target(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let taken = Dictionary(inputs.map { (target($0), $0) }, uniquingKeysWith: { first, _ in first })
    for path in paths {
      guard let input = taken[target(path)] else { continue }
      throw Diagnostic(
        id: .outputTaken, file: "--output", found: "\"\(path)\"",
        expected: "another file than \(input), which is read")
    }
  }

  /// - Parameter recordings: As many as there are files.
  func write(_ recordings: [LoadRecording]) throws {
    for (file, recording) in zip(files, recordings) { try file.write(Data(recording.text.utf8)) }
  }

  /// A file of the same name for each.
  private static func paths(_ inputs: [String], in folder: String) throws -> [String] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
      throw Diagnostic(
        id: .outputFailed, file: "--output", found: "\"\(folder)\", which is no folder",
        expected: "a folder, as --separate writes a file for each recording")
    }
    let names = inputs.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent + ".json" }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Diagnostic(
        id: .outputTaken, file: "--output", found: "two files that would become \(twice)",
        expected: "recordings of different names")
    }
    return names.map { "\(folder)/\($0)" }
  }
}

/// A plan of a cluster that was judged: by recomputing it without the solver, and by solving its composition again.
struct JudgedClusterPlan {
  let judgement: PlanJudgement
  /// The plan with its figures computed again; `nil` where more than figures does not hold.
  let amended: ClusterPlan?

  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  init(
    _ plan: ClusterPlan, file: String, checksBound: Bool, optimizer: any Optimizer,
    progress: @escaping @Sendable (Double) -> Void
  ) throws {
    let inputs = try InputDocument.namedByPlan(file) { try ClusterPlanInputReader.read(plan.inputs) }
    let verdict = try ClusterPlanVerifier(plan, inputs: inputs).verdict()
    let itself =
      try verdict.recomputed.map { try ClusterPlanVerifier($0, inputs: inputs).verdict().findings }
      ?? verdict.findings
    let keys = Set(itself.map { "\($0.id) \($0.key)" })
    var bound = BoundJudgement(.notChecked, claimed: plan.composition.bound)
    if checksBound, !verdict.findings.contains(where: { [.goalWrong, .inputChanged].contains($0.id) }) {
      let request = try ClusterRequest(
        plan.inputs, cluster: inputs.cluster, table: inputs.workers, calibration: inputs.calibration,
        models: inputs.models
      ) { progress($0 * 0.7) }
      bound = ClusterBoundCheck(request, optimizer: optimizer).judge(plan)
    }
    judgement = PlanJudgement(
      plan: file, document: ClusterPlan.formatVersion, findings: itself,
      figures: verdict.findings.filter { !keys.contains("\($0.id) \($0.key)") }, bound: bound,
      actualComposition: verdict.findings.isEmpty ? nil : verdict.recomputed?.composition,
      notJudged: Self.notJudged(plan))
    amended = itself.isEmpty ? verdict.recomputed : nil
  }

  private static func notJudged(_ plan: ClusterPlan) -> [String] {
    [
      "the demands and targets themselves (whether they are what you want)",
      "names of layouts in a table", plan.whatIf == nil ? nil : "answers to what-if questions",
    ].compactMap(\.self)
  }
}
