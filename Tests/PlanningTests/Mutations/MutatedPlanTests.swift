import Foundation
import Testing

@Suite("Whatever is changed in a plan is found")
struct MutatedPlanTests {
  /// What may be changed, and why nobody is misled.
  static let free = [
    FreeField("inputs.model.reference", nil, "a name: the digest says what was read"),
    FreeField("inputs.cluster.reference", nil, "a name: the digest says what was read"),
    FreeField("inputs.calibration.reference", nil, "a name: the digest says what was read"),
    FreeField("inputs.expertLoad.reference", nil, "a name: the digest says what was read"),
    FreeField("inputs.goal", nil, "what was wanted; the plan keeps to this, too, and its bound holds for it"),
    FreeField("inputs.workload.cacheFormat", nil, "the checkpoint's own format in other words"),
    FreeField("inputs.serving", nil, "settings of a runtime have no effect on rates of a table"),
    FreeField("inputs.models", nil, "what was wanted, and what a request is like beside rates of a table"),
    FreeField("inputs", ["forget"], "a limit that was not reached"),
    FreeField("inputs.tolerance", nil, "what was wanted; the plan keeps to this, too"),
    FreeField("inputs.gpuLimit", nil, "what was wanted; the plan keeps to this, too"),
    FreeField("inputs.prefillDerate", nil, "a derate of workers that the plan has none of"),
    FreeField("inputs.decodeDerate", nil, "a derate of workers that the plan has none of"),
    FreeField("inputs.objective", nil, "what was wanted; the bound holds for it"),
    FreeField("certificate.search", nil, "how much work the search was"),
    FreeField("certificate", ["forget"], "no stage program: less is claimed"),
    FreeField("certificate.bound", nil, "a bound that a search confirms"),
    FreeField("workers.#.placement.experts.#.ranks", ["swap"], "without a load any rank may hold any experts"),
    FreeField("changes", nil, "words, and answers to changed questions, which are said not to be judged"),
    FreeField("redundancy", nil, "answers to changed questions"),
    FreeField("whatIf", nil, "answers to changed questions"),
    FreeField("marginals", nil, "answers to changed questions"),
    FreeField("composition.program.solver", nil, "a solver that is not here cannot be asked"),
    FreeField("certificate.stageProgram.solver", nil, "a solver that is not here cannot be asked"),
  ]

  /// 50 of each of the kinds.
  @Test(arguments: MutationSubject.kinds.keys.sorted()) func isFound(kind: String) throws {
    let make = try #require(MutationSubject.kinds[kind])
    let subject = try make()
    #expect(try subject.judge(subject.document) == [], "the plan is honest before it is changed")
    var random = SplitMix(seed: kind.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    var count = 0
    while count < 50 {
      guard let mutation = try DocumentMutation(subject.document, using: &random) else { continue }
      count += 1
      let findings = try? subject.judge(mutation.data)
      guard let findings, findings.isEmpty else { continue }
      #expect(Self.free.contains { $0.covers(mutation) }, "\(kind): \(mutation)")
    }
  }
}
