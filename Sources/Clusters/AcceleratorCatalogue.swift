import Formats
import FoundationEssentials
import Quantities

/// The accelerators that ship with the product.
public enum AcceleratorCatalogue {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("nvidia.yaml", PackageResources.nvidia_yaml),
    ("nvidia-blackwell.yaml", PackageResources.nvidia_blackwell_yaml),
    ("nvidia-cards.yaml", PackageResources.nvidia_cards_yaml),
    ("nvidia-workstations.yaml", PackageResources.nvidia_workstations_yaml),
    ("amd.yaml", PackageResources.amd_yaml),
    ("google.yaml", PackageResources.google_yaml),
    ("aws.yaml", PackageResources.aws_yaml),
  ]

  private static let contents = Result { try files.flatMap { try read($0.bytes, file: "Catalogue/\($0.name)") } }

  /// All accelerators, in the order of the files.
  /// - Throws: `Diagnostic` for a fault of the shipped files; a test checks them.
  public static func accelerators() throws -> [Accelerator] { try contents.get() }

  /// The accelerator of an identifier; `nil` where there is none.
  public static func accelerator(id: String) throws -> Accelerator? {
    try accelerators().first { $0.id == id }
  }

  /// The accelerator of a name, ignoring case.
  /// - Throws: `Diagnostic` "unknown-accelerator", with the nearest names.
  public static func accelerator(named name: String) throws -> Accelerator {
    let all = try accelerators()
    if let found = all.first(where: { $0.id.lowercased() == name.lowercased() }) { return found }
    throw Diagnostic(
      id: .unknownAccelerator, file: name, found: "no such accelerator",
      expected: "one of \(all.map(\.id).joined(separator: ", "))",
      advice: NearestNames.advice(name, among: all.map(\.id)))
  }

  /// The accelerator that a value of a file names.
  /// - Throws: `Diagnostic` "unknown-accelerator", which names the nearest ones.
  static func accelerator(named node: InputNode) throws -> Accelerator {
    let id = try node.text()
    if let accelerator = try accelerator(id: id) { return accelerator }
    let known = try accelerators().map(\.id)
    throw node.fault(
      .unknownAccelerator, expected: "an accelerator of the catalogue (\(known.joined(separator: ", ")))",
      advice: [NearestNames.advice(id, among: known), "another one can be written here as a mapping"]
        .compactMap(\.self).joined(separator: " "))
  }

  private static func read(_ bytes: [UInt8], file: String) throws -> [Accelerator] {
    let root = try InputDocument.parse(Data(bytes), file: file)
    try root.allowOnly(["layline", "documents", "accelerators"])
    try root.required("layline").checkVersion("accelerators/1")
    let documents = try SourceDocuments(reading: root.optional("documents"))
    return try root.required("accelerators").items().map {
      try AcceleratorReader(documents: documents).accelerator($0)
    }
  }
}

extension Accelerator {
  /// The time to read the whole memory once: capacity / bandwidth. No step that reads all of it is faster.
  public var memoryDrainTime: Seconds { memory / memoryBandwidth }

  /// Dense operations per byte of memory traffic at a format; `nil` where the hardware lacks the format.
  public func operationsPerByte(_ format: NumberFormat) -> Double? {
    peakRates[format].map { $0.value / memoryBandwidth.value }
  }

  /// The formats that the hardware computes in, widest first.
  public var formats: [NumberFormat] { NumberFormat.allCases.filter { peakRates[$0] != nil } }

  /// Keys of the figures that were not read in a source, in order.
  public var unverifiedFigures: [String] { sources.filter { !$0.value.isVerified }.keys.sorted() }
}

/// A GPU (or TPU) as its data sheet and its readings describe it. FLOP/s are dense.
public struct Accelerator: Sendable, Hashable {
  /// The catalogue's identifier: "GB200-NVL72".
  public let id: String
  /// The manufacturer: "NVIDIA".
  public let vendor: String
  /// Generation, which calibrations go by: "hopper", "blackwell", "cdna3".
  public let family: String
  /// HBM capacity as the driver reports it where that was read, in bytes.
  public var memory: Bytes
  /// Peak of the HBM.
  public var memoryBandwidth: Bandwidth
  /// Dense peak by the format of the operands; a format that is absent is not supported in hardware.
  public var peakRates: [NumberFormat: FLOPRate]
  /// The link to other GPUs of a scale-up domain.
  public let scaleUp: ScaleUpLink
  /// The bus to the host, over which GPUs of a node without links of their own meet; `nil` where it is not known.
  public var hostLink: HostLink?
  /// GPU-hour on the market; `nil` where none was read.
  public let price: GPUPrice?
  /// The source of each figure, by key: "memoryBandwidth", "rates.fp8", "scaleUp.latency".
  public let sources: [String: FigureSource]
  /// Announced figures that may still change.
  public let isPreliminary: Bool
  /// The catalogue's file or the cluster's that describes it; empty where it was made in code.
  public let file: String

  public init(
    id: String, vendor: String, family: String, memory: Bytes, memoryBandwidth: Bandwidth,
    peakRates: [NumberFormat: FLOPRate], scaleUp: ScaleUpLink, price: GPUPrice?,
    sources: [String: FigureSource], isPreliminary: Bool, file: String = ""
  ) {
    self.id = id
    self.vendor = vendor
    self.family = family
    self.memory = memory
    self.memoryBandwidth = memoryBandwidth
    self.peakRates = peakRates
    self.scaleUp = scaleUp
    self.price = price
    self.sources = sources
    self.isPreliminary = isPreliminary
    self.file = file
  }
}

/// The bus between a GPU and its host.
public struct HostLink: Sendable, Hashable {
  /// "PCIe 5.0 x16".
  public let name: String
  /// Bandwidth per GPU, one way.
  public let bandwidth: Bandwidth
  /// Latency from GPU to GPU.
  public let latency: Seconds

  public init(name: String, bandwidth: Bandwidth, latency: Seconds) {
    self.name = name
    self.bandwidth = bandwidth
    self.latency = latency
  }
}

/// The source of a figure.
public struct FigureSource: Sendable, Hashable {
  /// The document and place, or the basis of an assumption.
  public let text: String
  /// `false` where the figure was recalled or assumed, not read.
  public let isVerified: Bool

  public init(_ text: String, isVerified: Bool = true) {
    self.text = text
    self.isVerified = isVerified
  }
}
