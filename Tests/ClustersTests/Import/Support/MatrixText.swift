/// What `nvidia-smi topo -m` prints of machines whose links tests choose.
enum MatrixText {
  /// - Parameters:
  ///   - gpus: GPUs of the machine.
  ///   - link: The cell of two GPUs, the lower number first: "NV18", "SYS".
  static func of(_ gpus: Int, link: (Int, Int) -> String) -> (String, String) {
    var lines = ["\t" + (0..<gpus).map { "GPU\($0)" }.joined(separator: "\t") + "\tCPU Affinity"]
    for row in 0..<gpus {
      let cells = (0..<gpus).map { $0 == row ? " X " : link(min(row, $0), max(row, $0)) }
      lines.append("GPU\(row)\t" + cells.joined(separator: "\t") + "\t0-31")
    }
    return ("topo.txt", lines.joined(separator: "\n") + "\n")
  }

  /// The same links as NCCL dumps them: each GPU with its links to others, or to a switch of its own name.
  /// - Parameters:
  ///   - links: By GPU: the other's number, or `nil` for a switch, with the count.
  ///   - product: The PCI device of all: "0x2330".
  static func xml(_ links: [[(other: Int?, count: Int)]], device: String) -> (String, String) {
    let gpus = links.enumerated().map { gpu, links in
      let elements = links.map { link in
        let target = link.other.map { "0000:0\($0):00.0" } ?? "0000:c0:00.0"
        let kind = link.other == nil ? "0x068000" : "0x030200"
        return "<nvlink target=\"\(target)\" count=\"\(link.count)\" tclass=\"\(kind)\"/>"
      }
      return """
        <pci busid="0000:0\(gpu):00.0" class="0x030200" vendor="0x10de" device="\(device)">
        <gpu dev="\(gpu)" sm="90" rank="\(gpu)" gdr="1">\(elements.joined())</gpu></pci>
        """
    }
    return (
      "topo.xml", "<system version=\"1\">\n<cpu numaid=\"0\">\n\(gpus.joined(separator: "\n"))\n</cpu></system>\n"
    )
  }
}
