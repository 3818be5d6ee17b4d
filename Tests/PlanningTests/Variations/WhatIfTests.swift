import Foundation
import Optimization
import Planning
import Plans
import Quantities
import Reporting
import Testing
import Verification

@Suite("What if, and what one unit more is worth")
struct WhatIfTests {
  private static let planCase = PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200-4-nodes")

  private static func plan(_ questions: PlanQuestions, _ planCase: PlanCase = planCase) throws -> Plan {
    let request = try planCase.request()
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan(answering: questions) else {
      throw HonestPlan.Unexpected(text: "refused")
    }
    #expect(try PlanVerifier(plan, inputs: HonestPlan.inputs(of: request)).findings().isEmpty)
    return plan
  }

  private static func questions(_ texts: [String]) throws -> PlanQuestions {
    PlanQuestions(whatIf: try texts.map { try InputVariation(parsing: $0, flag: "--what-if") })
  }

  /// An answer is what a plan of the changed request finds: each lies above the other's bound.
  @Test func anAnswerIsAPlan() throws {
    let texts = [
      "scale-out=/4", "context=32k", "hbm=96GB", "nodes=1", "domain=4", "tpot=10ms", "flops=2x, hbm-bandwidth=2x",
    ]
    let plan = try Self.plan(Self.questions(texts))
    let answers = try #require(plan.whatIf)
    #expect(answers.map(\.question) == texts)
    for (text, answer) in zip(texts, answers) {
      let solved = try #require(answer.answer, "\(text)")
      let variation = try InputVariation(parsing: text, flag: "--what-if")
      let changed = try variation.applied(to: Self.planCase.request(), flag: "--what-if")
      guard case .plan(let fresh) = try Planner(changed, optimizer: GLPKOptimizer()).plan() else {
        throw HonestPlan.Unexpected(text: text)
      }
      #expect(solved.objective >= fresh.certificate.bound * (1 - 1e-9), "\(text)")
      #expect(fresh.certificate.objective >= solved.bound * (1 - 1e-9), "\(text)")
      #expect(solved.objectiveBefore == plan.certificate.objective)
      #expect(abs(solved.relativeChange - (solved.objective / plan.certificate.objective - 1)) < 1e-12)
    }
  }

  /// More of anything is never worse than to leave the layout as it is.
  @Test func moreIsNoWorse() throws {
    let more = [
      "scale-out=2x", "scale-up=2x", "hbm=2x", "hbm-bandwidth=2x", "flops=2x", "nodes=2x", "tpot=2x", "context=/2",
    ]
    for answer in try #require(try Self.plan(Self.questions(more)).whatIf) {
      #expect(try #require(answer.answer).relativeChange <= 1e-12, "\(answer.question)")
    }
  }

  @Test func whatNoLongerFitsSaysWhy() throws {
    let answers = try #require(try Self.plan(Self.questions(["hbm=8GB, nodes=1", "tpot=1us"])).whatIf)
    #expect(answers.map { $0.refusal?.reason } == [.memory, .latency])
    #expect(answers.allSatisfy { $0.answer == nil })
  }

  /// A price that is halved halves the cost, to the bit of rounding, and nothing else. The gap is so small that a search
  /// which starts from the plan finds nothing better inside it.
  @Test func halfThePrice() throws {
    let plan = try Self.plan(
      Self.questions(["price=/2"]), PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200", tolerance: 0.0001))
    let solved = try #require(plan.whatIf?.first?.answer)
    #expect(abs(solved.relativeChange + 0.5) < 1e-12 && solved.isSameLayout)
    #expect(solved.tokensPerSecond == plan.prediction.tokensPerSecond)
  }

  @Test func marginals() throws {
    let plan = try Self.plan(PlanQuestions(wantsMarginals: true))
    let marginals = try #require(plan.marginals)
    for marginal in marginals {
      let solved = try #require(marginal.answer, "\(marginal.unit)")
      let sign = marginal.unit.hasSuffix("fewer") ? -1.0 : 1.0
      #expect(sign * solved.gain >= -0.0005, "\(marginal.unit)")
      #expect(sign * (solved.tokensPerSecond / plan.prediction.tokensPerSecond - 1) > -0.01, "\(marginal.unit)")
    }
    for bottleneck in plan.bottlenecks where bottleneck.resource != "overhead" {
      guard let value = bottleneck.marginal else { continue }
      let marginal = try #require(marginals.first { $0.unit == value.unit })
      #expect(marginal.derivative == value.gain)
      // A batch that may grow within the target adds to what the derivative says; a limit elsewhere takes from it.
      let solved = try #require(marginal.answer).gain
      #expect(solved > 0.5 * value.gain && solved < 2 * value.gain + 0.001, "\(value.unit): \(solved), \(value.gain)")
    }
    let counts = marginals.filter { $0.derivative == nil }.map(\.unit)
    #expect(counts == ["10 GB of HBM", "1 GPU more", "1 GPU fewer", "1 node more", "1 node fewer", "1 rack more"])
  }

  @Test func aWrongShareIsFound() throws {
    let request = try Self.planCase.request()
    var plan = try Self.plan(Self.questions(["hbm=2x"]))
    plan.whatIf?[0].answer?.relativeChange = -0.25
    plan.whatIf?[0].answer?.objectiveBefore *= 2
    let findings = try PlanVerifier(plan, inputs: HonestPlan.inputs(of: request)).findings()
    #expect(Set(findings.map(\.key)) == ["whatIf[0].answer.objectiveBefore", "whatIf[0].answer.relativeChange"])
  }

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"))
  func documents() throws {
    var questions = try Self.questions(["hbm=8GB, nodes=1", "context=2x"])
    questions.wantsMarginals = true
    let text = try JSONText.encode(Self.plan(questions))
    #expect(try JSONSchema.faults(text, schema: "plan.schema.json") == [])
    #expect(try JSONDecoder().decode(Plan.self, from: Data(text.utf8)).whatIf?.count == 2)
  }
}
