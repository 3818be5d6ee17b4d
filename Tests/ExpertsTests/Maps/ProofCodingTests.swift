import Foundation
import Testing
@testable import Experts

@Suite("Proofs in documents")
struct ProofCodingTests {
  private static let leaf = PriceTree.prices(.init(scenarioWeights: [1], experts: [2, 1], copy: 0.5))
  private static let tree = PriceTree.copies(expert: 3, most: 1, few: leaf, many: leaf)
  private static let leafText = #"{"copy":0.5,"experts":[2,1],"kind":"prices","scenarioWeights":[1]}"#
  private static let treeText =
    #"{"expert":3,"few":\#(leafText),"kind":"copies","many":\#(leafText),"most":1}"#

  @Test(arguments: [
    (BalanceProof.mean, #"{"kind":"mean"}"#),
    (.largestShare, #"{"kind":"largest share"}"#),
    (.crowding, #"{"kind":"crowding"}"#),
    (.prices(leaf), leafText),
    (.prices(tree), treeText),
    (
      .groups(GroupBounds([.init(groups: 5, bound: BalanceBound(time: 1.5, proof: .prices(tree)))])),
      #"{"entries":[{"bound":{"proof":\#(treeText),"time":1.5},"groups":5}],"kind":"groups"}"#
    ),
  ])
  func areWrittenForPeopleAndReadAgain(proof: BalanceProof, text: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(proof)
    #expect(String(decoding: data, as: UTF8.self) == text)
    #expect(try JSONDecoder().decode(BalanceProof.self, from: data) == proof)
  }

  @Test(arguments: [
    "{}", #"{"kind":"faith"}"#, #"{"kind":"prices"}"#, #"{"kind":"copies","expert":0,"most":1}"#, #"{"kind":"groups"}"#,
    #"{"expert":3,"few":{"kind":"mean"},"kind":"copies","many":{"kind":"mean"},"most":1}"#, "[]", "null",
  ])
  func othersAreFaults(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(BalanceProof.self, from: Data(text.utf8)) }
  }

  /// As deep as 200 keys is read; a document of someone who means harm ends in an error, not on the end of the stack.
  @Test func depthIsLimited() throws {
    func text(_ depth: Int) -> Data {
      let opened = (0..<depth).map { _ in #"{"kind":"copies","expert":0,"most":1,"many":\#(Self.leafText),"few":"# }
      return Data((opened.joined() + Self.leafText + String(repeating: "}", count: depth)).utf8)
    }
    #expect(throws: Never.self) { try JSONDecoder().decode(BalanceProof.self, from: text(200)) }
    for depth in [201, 400, 100_000] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(BalanceProof.self, from: text(depth)) }
    }
  }
}
