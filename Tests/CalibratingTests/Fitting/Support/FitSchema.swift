import Foundation

/// The published schema of a fit, checked by Python's jsonschema where it is installed.
enum FitSchema {
  static let isAvailable = (try? run(["-c", "import jsonschema"]).status) == 0

  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft7Validator.check_schema(schema)
    for error in jsonschema.Draft7Validator(schema).iter_errors(json.loads(sys.argv[2])):
        print(list(error.absolute_path), error.message[:200])
    """

  /// What a document breaks, one line each.
  static func faults(_ text: String) throws -> [Substring] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
    let schema = root.appending(path: "Sources/Plans/Schemas/calibration-fit.schema.json").standardized
    let result = try run(["-c", script, schema.path(), text])
    return result.status == 0 ? result.output.split(separator: "\n") : ["the check failed"]
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
