import Formats

/// A single change with which a limit holds, found by solving with it.
public struct CheckedChange: Codable, Sendable, Equatable {
  /// What is moved: "context", "sequences", "kv-precision", "precision", "redundant-experts", "target", "nodes".
  public var lever: String
  /// The change in words, with both values: "a context of 65,536 instead of 131,072 tokens".
  public var sentence: String
  /// The value to edit; absent where no file of the user's holds it.
  public var place: SourcePlace?
  /// The text to write there: "65536".
  public var replacement: String?
  /// The limited figure after the change, for people: "TPOT is 48.1 ms".
  public var result: String?
  /// Identifiers of error-severity limits that do not hold after it; empty where the deployment then passes.
  public var unmet: [String]

  public init(
    lever: String, sentence: String, place: SourcePlace?, replacement: String?, result: String?, unmet: [String] = []
  ) {
    self.lever = lever
    self.sentence = sentence
    self.place = place
    self.replacement = replacement
    self.result = result
    self.unmet = unmet
  }
}

/// The outcome of a limit, a deployment or a policy.
public enum CheckOutcome: String, Codable, Sendable, CaseIterable {
  /// It holds.
  case pass
  /// It does not.
  case fail
  /// The best that was found does not keep it, and what was proved does not rule it out.
  case unproved
  /// It was not looked at: nothing fits, so there is no figure.
  case skipped
  /// The question was bad: an input is missing or wrong.
  case fault
}

/// A figure of a deployment.
public struct CheckedFigure: Codable, Sendable, Equatable {
  /// Its name in a policy: "tpot".
  public var quantity: String
  /// The value in `unit`.
  public var value: Double
  /// The base unit: "s", "B", "USD", "sequences"; empty for shares and counts.
  public var unit: String
  /// The same for people: "50.0 ms".
  public var text: String
  /// Where it is reached, where that matters: "stage 1 of 2, layers 31-60, GPU 8 of pool h200", "context 131,072".
  public var location: String?

  public init(quantity: String, value: Double, unit: String, text: String, location: String? = nil) {
    self.quantity = quantity
    self.value = value
    self.unit = unit
    self.text = text
    self.location = location
  }
}

/// The severity of a limit that is not kept.
public enum Severity: String, Codable, Sendable, CaseIterable {
  /// The check fails.
  case error
  /// It is reported, and the check passes.
  case warning
  /// It is said, and nothing more.
  case note
}

/// A place in a file that a person can edit.
public struct SourcePlace: Codable, Sendable, Hashable {
  /// The path of the file, from where the command was started.
  public var file: String
  /// The line, from 1; absent where the format does not tell, or the file as a whole is meant.
  public var line: Int?
  /// The path of keys in the file: "deployments[0].context"; empty for the file as a whole.
  public var key: String

  public init(file: String, line: Int? = nil, key: String = "") {
    self.file = file
    self.line = line
    self.key = key
  }

  /// The place of a value in a file.
  public init(_ node: InputNode) { self.init(file: node.file, line: node.line, key: node.key) }
}
