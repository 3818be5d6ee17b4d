import Foundation
import Testing

/// What ARCHITECTURE.md says of the house is so.
@Suite struct ArchitectureTests {
  private let page: String
  private let declared: [String: Set<String>]

  init() throws {
    page = try Self.text("ARCHITECTURE.md")
    declared = Self.targets(of: try Self.text("Package.swift"))
  }

  @Test func thePictureIsThatOfThePackage() throws {
    let lines = try #require(page.split(separator: "```\n").dropFirst().first).split(separator: "\n")
    var drawn: [String: Set<String>] = [:]
    for line in lines {
      // "Formats          ◄ Quantities, ZlibBridge          JSON, YAML": the arrow's list ends at the next gap.
      let words = line.split(separator: " ", maxSplits: 1)
      let name = String(words[0])
      let rest = words[1].trimmingCharacters(in: .whitespaces)
      let list = rest.hasPrefix("◄") ? rest.dropFirst(1).components(separatedBy: "   ")[0] : ""
      drawn[name] = Set(list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
    #expect(drawn.keys.sorted() == declared.keys.sorted())
    for (name, arrows) in drawn { #expect(arrows == direct(name), "\(name)") }
  }

  @Test func everyTargetStandsBelowWhatImportsIt() throws {
    let names = try #require(page.split(separator: "```\n").dropFirst().first).split(separator: "\n")
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    let place = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    for (name, imports) in declared {
      for other in imports {
        #expect(place[other, default: .max] < place[name, default: .min], "\(name) imports \(other)")
      }
    }
  }

  @Test func whatItNamesIsThere() throws {
    let paths = page.matches(of: /`((?:Sources|Tests|Clusters|Examples|\.ci)\/[^`]+)`/).map { String($0.1) }
    #expect(paths.count >= 30)
    for path in paths {
      #expect(FileManager.default.fileExists(atPath: Repository.root.appending(path: path).path()), "\(path)")
    }
  }

  @Test func verificationDoesNotSearch() {
    #expect(reach("Verification").isDisjoint(with: ["Planning", "Optimization", "ExpertPlacement"]))
  }

  /// What a target imports and none of its other imports brings along.
  private func direct(_ name: String) -> Set<String> {
    let imports = declared[name] ?? []
    return imports.filter { one in !imports.contains { $0 != one && reach($0).contains(one) } }
  }

  private func reach(_ name: String) -> Set<String> {
    (declared[name] ?? []).reduce(into: []) { all, one in all.formUnion(reach(one).union([one])) }
  }

  /// Targets of the product by name, each with the targets that it declares.
  private static func targets(of manifest: String) -> [String: Set<String>] {
    let parts = manifest.split(separator: /\.(?:executableTarget|target|testTarget)\(/).dropFirst()
    let named = parts.compactMap { part -> (String, Set<String>)? in
      guard let name = part.firstMatch(of: /^\s*name: "(\w+)"/)?.1, !part.contains("path: \"Tests/"),
        !name.hasSuffix("Tests")
      else { return nil }
      let list = part.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
      return (String(name), Set(list.matches(of: /"(\w+)"/).map { String($0.1) }))
    }
    return Dictionary(uniqueKeysWithValues: named)
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: Repository.root.appending(path: path)), as: UTF8.self)
  }
}
