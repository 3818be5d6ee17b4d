/// A value without parts. Quoted ones are text; plain ones are what they look like. "1:30", "yes", "0x10" and "1_000" stay
/// text: no YAML 1.1 surprises.
struct YAMLScalar {
  let text: String
  let isPlain: Bool
  let tag: String?

  /// - Parameter fault: What to throw for a tag that is not known or does not suit the value.
  func content(fault: (_ found: String) -> Diagnostic) throws -> InputNode.Content {
    guard let tag else { return isPlain ? plainContent : .text(text) }
    let content = plainContent
    switch (tag, content) {
    case ("!", _), ("tag:yaml.org,2002:str", _): return .text(text)
    case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:float", .number),
      ("tag:yaml.org,2002:bool", .boolean), ("tag:yaml.org,2002:null", .null):
      return content
    case ("tag:yaml.org,2002:float", .integer(let value)): return .number(Double(value))
    default: throw fault("the tag \(tag.replacing("tag:yaml.org,2002:", with: "!!"))")
    }
  }

  private var plainContent: InputNode.Content {
    switch text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case ".inf", "+.inf": return .number(.infinity)
    case "-.inf": return .number(-.infinity)
    case ".nan": return .number(.nan)
    default: break
    }
    guard text.utf8.count <= InputLimits.numberLength, text.utf8.allSatisfy(Self.mayBeInNumber) else {
      return .text(text)
    }
    if let value = Int(text) { return .integer(value) }
    return Double(text).map { .number($0) } ?? .text(text)
  }

  private static func mayBeInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
