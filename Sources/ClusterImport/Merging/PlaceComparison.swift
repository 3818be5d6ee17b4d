import Inputs

/// Looks whether two ways of naming places divide the nodes alike. Names may differ, groups may not.
enum PlaceComparison {
  /// - Parameters:
  ///   - what: What the places are, for messages.
  ///   - places: Of a node: each with the name that counts.
  /// - Throws: `Diagnostic` "conflict" that names two nodes and where each is placed.
  static func check(
    _ nodes: [NodeFacts], _ what: String, places: (NodeFacts) -> [(NodePlace, String)]
  ) throws {
    // By the two ways and a name in one of them: the name in the other, and who said so first.
    var seen: [[String]: (name: String, node: String, place: NodePlace)] = [:]
    for node in nodes {
      let all = places(node)
      guard all.count > 1 else { continue }
      for (first, firstName) in all {
        for (second, secondName) in all {
          let isSame = first.scheme == second.scheme
          if isSame, firstName != secondName { throw twice(node, first, firstName, second, secondName, what) }
          guard !isSame else { continue }
          let key = [first.scheme, second.scheme, firstName]
          guard let known = seen[key] else {
            seen[key] = (secondName, node.name, second)
            continue
          }
          guard known.name == secondName else {
            throw Diagnostic(
              id: "conflict", file: second.origin.file, key: node.name, line: second.origin.line,
              found: "the \(what) \"\(secondName)\"",
              expected:
                "\"\(known.name)\", which \(known.place.origin) gives \(known.node): \(first.origin) has both in "
                + "\"\(firstName)\"")
          }
        }
      }
    }
  }

  private static func twice(
    _ node: NodeFacts, _ first: NodePlace, _ firstName: String, _ second: NodePlace, _ secondName: String,
    _ what: String
  ) -> Diagnostic {
    Diagnostic(
      id: "conflict", file: second.origin.file, key: node.name, line: second.origin.line,
      found: "the \(what) \"\(secondName)\"", expected: "what \(first.origin) says: \"\(firstName)\"")
  }
}
