import Foundation

/// A program of the machine that tests run where it is there.
enum Tool {
  /// Whether a shell finds it.
  static func isThere(_ name: String) -> Bool {
    (try? Layline.shell("command -v \(name)", in: Repository.root).status) == 0
  }

  /// Whether Python validates JSON Schemas and reads YAML.
  static let validates: Bool =
    (try? Layline.shell("python3 -c 'import jsonschema, yaml'", in: Repository.root).status) == 0

  /// What a validator says of a document; empty where it is valid.
  static func faults(of document: String, by schema: String) throws -> String {
    let script = """
      import json, sys, jsonschema, yaml
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      # YAML 1.1 takes 1e-06 for text.
      read = json.load if sys.argv[2].endswith(".json") else yaml.safe_load
      for error in jsonschema.Draft7Validator(schema).iter_errors(read(open(sys.argv[2]))): print(error.message)
      """
    let folder = try TemporaryFolder()
    let program = try folder.file("validate.py", script)
    return try Layline.shell("python3 '\(program)' '\(schema)' '\(document)'", in: Repository.root).output
  }
}
