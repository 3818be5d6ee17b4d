import Quantities
import Testing

@Suite("Quantities are read and written with their units")
struct QuantityTests {
  @Test(arguments: [
    ("3.35 TB/s", 3.35e12), ("900GB/s", 9e11), (" 50 GB/s ", 5e10), ("1e3 MB/s", 1e9), ("1.5e-3 GB/s", 1.5e6),
    ("-2 GB/s", -2e9),
  ]) func bandwidths(text: String, value: Double) throws {
    #expect(abs(try Bandwidth(parsing: text).value - value) <= abs(value) * 1e-15)
  }

  /// GB is 10⁹ and GiB is 2³⁰; neither is read as the other.
  @Test func decimalAndBinaryBytesDiffer() throws {
    #expect(try Bytes(parsing: "80 GiB").value == 80 * 1_073_741_824)
    #expect(try Bytes(parsing: "80 GB").value == 80e9)
    #expect(try Bytes(parsing: "1 B").value == 1)
  }

  @Test func timesAndPrices() throws {
    #expect(try Seconds(parsing: "50 ms").value == 0.05)
    #expect(try Seconds(parsing: "2 us") == Seconds(parsing: "2 µs"))
    #expect(try Seconds(parsing: "1 h").value == 3_600)
    #expect(abs(try GPUPrice(parsing: "3.60 USD/GPU/h").value - 0.001) < 1e-15)
    #expect(try FLOPRate(parsing: "989 TFLOP/s").value == 989e12)
  }

  @Test func bitsAreRefusedAsBits() {
    for text in ["3.35 Tb/s", "400 Gbps", "400 Gbit/s"] {
      let fault = #expect(throws: QuantityParsingError.self) { try Bandwidth(parsing: text) }
      #expect(fault?.found == text)
      #expect(fault?.expected.contains("counts bits, divide by 8") == true)
    }
  }

  @Test func aBareNumberIsRefusedAndTheUnitsNamed() {
    let fault = #expect(throws: QuantityParsingError.self) { try Bytes(parsing: "80") }
    #expect(fault?.expected.contains("with its unit") == true)
    #expect(fault?.expected.contains("GB") == true)
  }

  @Test(arguments: ["1e400 GB/s", "NaN GB/s", "inf GB/s", "GB/s", "", "1,5 GB/s", "1..5 GB/s", "- GB/s", "1e308 PB/s"])
  func whatIsNoFiniteNumberIsRefused(text: String) {
    #expect(throws: QuantityParsingError.self) { try Bandwidth(parsing: text) }
  }

  @Test func aPlainNumberHasNoUnit() throws {
    #expect(try Quantity<Scalar>(parsing: "0.75").value == 0.75)
    #expect(throws: QuantityParsingError.self) { try Quantity<Scalar>(parsing: "0.75 GB") }
  }

  @Test(arguments: [
    (0.0234, "23.4 ms"), (2, "2.00 s"), (0, "0 s"), (1e-6, "1.00 µs"), (0.99999, "1.00 s"), (3_600, "3600 s"),
    (-0.05, "-50.0 ms"),
  ]) func timesArePrintedInTheLargestUnit(value: Double, text: String) { #expect(Seconds(value).description == text) }

  @Test func whatIsPrintedIsReadBack() throws {
    for value in [1, 999, 1e3, 3.35e12, 8e10, 4.56e14] {
      #expect(abs(try Bytes(parsing: Bytes(value).description) / Bytes(value) - 1) < 0.005)
      #expect(abs(try Bandwidth(parsing: Bandwidth(value).description) / Bandwidth(value) - 1) < 0.005)
    }
  }

  @Test func dimensionsCombine() {
    #expect(Bytes(288e9) / Bandwidth(20e12) == Seconds(0.0144))
    #expect(Bytes(6) / Bytes(3) == 2)
    #expect(Bytes(2) * 3 + Bytes(4) - Bytes(1) == Bytes(9))
    #expect(Bytes(1) < Bytes(2))
    #expect(Bytes(1, Unit("GiB", 1_073_741_824)).converted(to: Unit("MiB", 1_048_576)) == 1_024)
  }

  @Test func numbersAreGroupedAndRounded() {
    #expect(Numerals.grouped(671_026_419_200) == "671,026,419,200")
    #expect(Numerals.grouped(-1_000) == "-1,000")
    #expect(Numerals.grouped(12) == "12")
    #expect(Numerals.grouped(Int.min) == "-9,223,372,036,854,775,808")
    #expect(Numerals.significant(0.012345) == "0.0123")
    #expect(Numerals.significant(1_234.5) == "1234" || Numerals.significant(1_234.5) == "1235")
    #expect(Numerals.significant(.infinity) == "inf")
    #expect(Numerals.significant(.nan) == "nan")
    #expect(Numerals.percent(0.123_4) == "12.3 %")
  }

  @Test(arguments: [
    (NumberFormat.float32, 4.0), (.bfloat16, 2), (.float16, 2), (.float8, 1), (.integer8, 1), (.nvfp4, 0.5),
    (.mxfp4, 0.5), (.integer4, 0.5),
  ]) func formatsHaveTheirBytes(format: NumberFormat, bytes: Double) { #expect(format.bytesPerElement == bytes) }
}
