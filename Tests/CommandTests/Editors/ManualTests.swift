import Foundation
import Testing

@Suite("The manual page")
struct ManualTests {
  private static func page() throws -> String {
    let run = try Layline.run("manual")
    #expect(run.status == 0 && run.errors == "")
    return run.output
  }

  /// Whatever `--help` of a command lists stands in the manual.
  @Test(arguments: [["plan"], ["place"], ["load"], ["check"], ["model", "show"], ["schema", "list"]])
  func everyFlagIsThere(command: [String]) throws {
    let page = try Self.page()
    let name = (["layline"] + command).joined(separator: " ")
    let start = try #require(page.range(of: ".SS \"\(name)\"\n"), "\(name)")
    let section = page[start.upperBound...].components(separatedBy: "\n.S")[0].replacing("\\-", with: "-")
    let help = try Layline.run(command + ["--help"]).output
    let flags = Set(help.matches(of: /(?m)^ +(--[a-z-]+)/).map { String($0.1) }).subtracting(["--version", "--help"])
    #expect(!flags.isEmpty)
    for flag in flags { #expect(section.contains("\(flag)"), "\(flag)") }
  }

  @Test func thePageIsAlwaysTheSame() throws {
    let page = try Self.page()
    #expect(try Self.page() == page)
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"] {
      #expect(page.contains("\n.SH \(section)\n"), "\(section)")
    }
    #expect(page.utf8.allSatisfy { $0 < 0x7F })
  }

  @Test(.enabled(if: Tool.isThere("groff"))) func groffHasNothingToSay() throws {
    let run = try Layline.shell("layline manual | groff -man -ww -Tutf8 -z", in: Repository.root)
    #expect(run.status == 0 && run.output == "")
  }

  @Test(.enabled(if: Tool.isThere("mandoc"))) func mandocHasNothingToSay() throws {
    let run = try Layline.shell("layline manual | mandoc -Tlint", in: Repository.root)
    #expect(run.status == 0 && run.output == "")
  }
}
