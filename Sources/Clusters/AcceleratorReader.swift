import Formats
import Quantities

/// Reads an accelerator from the catalogue or from a cluster's file, which have the same format.
struct AcceleratorReader {
  private static let keys = [
    "id", "vendor", "family", "preliminary", "memory", "memoryBandwidth", "rates", "scaleUp", "hostLink", "price",
    "sources",
  ]

  let documents: SourceDocuments

  /// - Throws: `Diagnostic` for any value that is not as the format asks.
  func accelerator(_ node: InputNode) throws -> Accelerator {
    try node.allowOnly(Self.keys)
    let rates = try rates(node.required("rates", expected: "dense rates by number format"))
    var accelerator = Accelerator(
      id: try node.required("id").name(),
      vendor: try node.required("vendor").text(),
      family: try node.required("family").text(),
      memory: try node.required("memory", expected: "a number of bytes").quantity(Bytes.self),
      memoryBandwidth: try node.required("memoryBandwidth", expected: "a bandwidth").quantity(Bandwidth.self),
      peakRates: rates,
      scaleUp: try scaleUp(node.required("scaleUp", expected: "the link of the scale-up domain")),
      price: try node.optional("price")?.quantity(GPUPrice.self),
      sources: try sources(node, formats: rates.keys.map(\.rawValue)),
      isPreliminary: try node.optional("preliminary")?.boolean() ?? false,
      file: node.file)
    accelerator.hostLink = try node.optional("hostLink").map(hostLink)
    return accelerator
  }

  private func hostLink(_ node: InputNode) throws -> HostLink {
    try node.allowOnly(["link", "bandwidth", "latency"])
    return HostLink(
      name: try node.required("link", expected: "the name of the bus").name(),
      bandwidth: try node.required("bandwidth", expected: "a bandwidth").quantity(Bandwidth.self),
      latency: try node.required("latency", expected: "a time").quantity(Seconds.self, allowZero: true))
  }

  private func rates(_ node: InputNode) throws -> [NumberFormat: FLOPRate] {
    try node.allowOnly(NumberFormat.allCases.map(\.rawValue))
    var rates: [NumberFormat: FLOPRate] = [:]
    for (name, rate) in try node.entries() {
      if let format = NumberFormat(rawValue: name) { rates[format] = try rate.quantity(FLOPRate.self) }
    }
    guard !rates.isEmpty else { throw node.fault(.outOfRange, expected: "the rate of at least one number format") }
    return rates
  }

  private func scaleUp(_ node: InputNode) throws -> ScaleUpLink {
    try node.allowOnly(["link", "wiring", "bandwidth", "bandwidthPerPeer", "links", "gpus", "latency"])
    let bandwidth = try node.required("bandwidth", expected: "a bandwidth").quantity(Bandwidth.self)
    let wiring = try node.required("wiring", expected: "how the links are wired").choice(ScaleUpLink.Wiring.self)
    // Only behind switches does one peer get what all get.
    let perPeer =
      wiring == .switched ? try node.optional("bandwidthPerPeer") : try node.required("bandwidthPerPeer")
    let link = ScaleUpLink(
      name: try node.required("link", expected: "the name of the link").name(),
      bandwidth: bandwidth,
      bandwidthPerPeer: try perPeer?.bandwidth(relativeTo: bandwidth) ?? bandwidth,
      wiring: wiring,
      latency: try node.required("latency", expected: "a time").quantity(Seconds.self, allowZero: true),
      links: try node.optional("links")?.integer(atLeast: 1, atMost: 1_000),
      mostGPUs: try node.optional("gpus")?.integer(atLeast: 2, atMost: 1_024))
    if let perPeer { try link.check(perPeer) }
    return link
  }

  private func sources(_ node: InputNode, formats: [String]) throws -> [String: FigureSource] {
    let rates = formats.map { "rates.\($0)" }
    var figures = ["memory", "memoryBandwidth", "scaleUp.bandwidth", "scaleUp.bandwidthPerPeer", "scaleUp.latency"]
    if try node.optional("hostLink") != nil { figures += ["hostLink.bandwidth", "hostLink.latency"] }
    if try node.optional("price") != nil { figures.append("price") }
    let notes = try SourceNotes(of: node, documents: documents, figures: figures + rates)
    return notes.sources(of: figures + rates)
  }
}

extension ScaleUpLink {
  /// Refuses a peer that would get more than all peers together.
  func check(_ node: InputNode) throws {
    guard bandwidthPerPeer <= bandwidth else {
      throw node.fault(.outOfRange, expected: "at most the bandwidth to all peers, \(bandwidth)")
    }
  }
}
