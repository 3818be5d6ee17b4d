import ArgumentParser
import Formats

extension ParsableArguments {
  /// Flags of the group that were given, as they are written: "--context". One with a default of its own counts as not given.
  ///
  /// They follow from the declarations, so that a new flag of a group is never forgotten where the group is refused.
  var given: [String] {
    Mirror(reflecting: self).children.flatMap { child -> [String] in
      let flag = Self.flag(child.label ?? "")
      return switch child.value {
      case let option as Option<String?>: option.wrappedValue == nil ? [] : [flag]
      case let option as Option<[String]>: option.wrappedValue.isEmpty ? [] : [flag]
      case let flagged as Flag<Bool>: flagged.wrappedValue ? [flag] : []
      case let group as any NestedGroup: group.givenInside
      default: []
      }
    }
  }

  /// "_outputTokens" as "--output-tokens", the way that ArgumentParser names flags.
  private static func flag(_ property: String) -> String {
    let characters = Array(property.drop { $0 == "_" })
    var name = "--"
    for (index, character) in characters.enumerated() {
      let startsWord =
        character.isUppercase && index > 0
        && (characters[index - 1].isLowercase || index + 1 < characters.count && characters[index + 1].isLowercase)
      name += (startsWord ? "-" : "") + character.lowercased()
    }
    return name
  }
}

/// A group within a group, whatever its type.
private protocol NestedGroup {
  var givenInside: [String] { get }
}

extension OptionGroup: NestedGroup {
  var givenInside: [String] { wrappedValue.given }
}

extension Diagnostic {
  /// Flags that go against each other, or one that would do nothing.
  /// - Parameters:
  ///   - flag: "--runtime": the subject of the sentence.
  ///   - problem: The rest of the sentence: "has no effect on a plan of one replica".
  ///   - advice: What to do, as an imperative.
  static func flags(_ flag: String, _ problem: String, _ advice: String) -> Diagnostic {
    Diagnostic(id: .conflict, file: flag, problem: problem, advice: advice)
  }

  /// What a file of workloads says for each of them.
  static func besideWorkloads(_ flag: String) -> Diagnostic {
    flags(flag, "cannot be given with --workloads", "write it into the file, for each of its workloads")
  }

  /// A flag that is needed and was not given.
  static func missing(_ flag: String, _ advice: String) -> Diagnostic {
    Diagnostic(id: .missingFlag, file: flag, problem: "is missing", advice: advice)
  }
}
