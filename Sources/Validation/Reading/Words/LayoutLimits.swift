/// What a degree of parallelism can be: more is a slip of the pen, and products of degrees must stay numbers.
enum LayoutLimits {
  static let largestDegree = 1 << 14
}
