import Plans

/// What came of a check as JUnit's XML: a suite for each deployment, a case for each limit.
///
/// The schema of the Ant task asks for a time of day, a host and durations. The same report must be the same bytes, so that
/// these are the first second of 1970, "localhost" and 0. A limit that is only warned of passes, and is told in the suite's
/// output.
struct CheckJUnit {
  let report: CheckReport

  var text: String {
    var suites = report.deployments.enumerated().map { suite($1, index: $0) }
    if let fault = report.fault {
      suites.append(
        suite(
          name: "policy", index: suites.count, cases: [errored(fault, className: "policy")], failures: 0, errors: 1,
          skipped: 0, output: ""))
    }
    return XMLElement(name: "testsuites", children: suites).document
  }

  private func suite(_ deployment: CheckedDeployment, index: Int) -> XMLElement {
    let name = Self.token(deployment.name)
    let faults = deployment.fault.map { [errored($0, className: name)] } ?? []
    let rules = deployment.rules
    return suite(
      name: name, index: index, cases: faults + rules.map { testCase($0, className: name) },
      failures: rules.count(where: \.isBlocking), errors: faults.count, skipped: rules.count { $0.outcome == .skipped },
      output: output(deployment))
  }

  private func suite(
    name: String, index: Int, cases: [XMLElement], failures: Int, errors: Int, skipped: Int, output: String
  ) -> XMLElement {
    XMLElement(
      name: "testsuite",
      attributes: [
        ("name", name), ("package", "layline"), ("id", "\(index)"), ("hostname", "localhost"),
        ("timestamp", "1970-01-01T00:00:00"), ("tests", "\(cases.count)"), ("failures", "\(failures)"),
        ("errors", "\(errors)"), ("skipped", "\(skipped)"), ("time", "0"),
      ],
      children: [
        XMLElement(
          name: "properties",
          children: [
            property("policy", report.policy.reference), property("policy.sha256", report.policy.sha256),
          ])
      ] + cases + [XMLElement(name: "system-out", text: output), XMLElement(name: "system-err")])
  }

  private func property(_ name: String, _ value: String) -> XMLElement {
    XMLElement(name: "property", attributes: [("name", name), ("value", value)])
  }

  private func testCase(_ rule: CheckedRule, className: String) -> XMLElement {
    var children: [XMLElement] = []
    if rule.isBlocking {
      let type = rule.outcome == .unproved ? "\(rule.id), not proved" : rule.id
      children = [
        XMLElement(name: "failure", attributes: [("message", rule.sentence), ("type", type)], text: details(rule))
      ]
    } else if rule.outcome == .skipped {
      children = [XMLElement(name: "skipped", attributes: [("message", rule.sentence)])]
    }
    return self.testCase("\(rule.id): \(rule.requirement)", className: className, children)
  }

  private func errored(_ fault: CheckedFault, className: String) -> XMLElement {
    let place = CheckWords.place(fault.place)
    return testCase(
      "inputs", className: className,
      [
        XMLElement(
          name: "error", attributes: [("message", fault.sentence), ("type", fault.id.rawValue)],
          text: "\(place): \(fault.sentence)")
      ])
  }

  private func testCase(_ name: String, className: String, _ children: [XMLElement]) -> XMLElement {
    XMLElement(
      name: "testcase", attributes: [("name", Self.token(name)), ("classname", className), ("time", "0")],
      children: children)
  }

  private func details(_ rule: CheckedRule) -> String {
    let place = rule.cause ?? rule.place
    return (["\(CheckWords.place(place)) \(place.key)", Sentence(rule.sentence).text] + CheckProblem.enough(rule))
      .joined(separator: "\n")
  }

  private func output(_ deployment: CheckedDeployment) -> String {
    let layout = deployment.layout.map { ["layout: \($0)"] } ?? []
    let warned = deployment.rules.filter { [.fail, .unproved].contains($0.outcome) && !$0.isBlocking }
      .map { "\($0.severity.rawValue): \($0.requirement): \($0.sentence)" }
    let figures = deployment.figures.map { "\($0.quantity): \($0.text)" }
    return (layout + warned + figures).joined(separator: "\n")
  }

  /// A token of the schema: single spaces, none at the ends, and something at all.
  static func token(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? "unnamed" : words
  }
}
