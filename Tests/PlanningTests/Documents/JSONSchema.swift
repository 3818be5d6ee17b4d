import Foundation

/// The published schemas, checked by Python's jsonschema where it is installed.
enum JSONSchema {
  static let isAvailable = (try? run(["-c", "import jsonschema"]).status) == 0

  /// What a document breaks, one line each.
  /// - Parameter schema: A file of the published schemas.
  static func faults(_ text: String, schema: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "layline-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let path = Repository.root.appending(path: "Sources/Plans/Schemas/\(schema)")
    return try run(["-c", script, path.path(), file.path()]).output.split(separator: "\n").map(String.init)
  }

  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft7Validator.check_schema(schema)
    for error in jsonschema.Draft7Validator(schema).iter_errors(json.load(open(sys.argv[2]))):
        print(list(error.absolute_path), error.message[:200])
    """

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
