/// An element of an XML document, with the line that it starts on.
struct XMLElement {
  let name: String
  let line: Int
  let attributes: [String: String]
  /// In order; text between them is passed over.
  var children: [XMLElement] = []

  /// All elements below this one and itself, in the order of the document.
  var all: [XMLElement] {
    var (result, open) = ([XMLElement](), [self])
    while let element = open.popLast() {
      result.append(element)
      open += element.children.reversed()
    }
    return result
  }
}
