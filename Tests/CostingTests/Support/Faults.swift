import Formats

/// What a piece of work is refused with; `nil` where it is not.
func fault(_ work: () throws -> Void) -> Diagnostic? {
  do {
    try work()
    return nil
  } catch {
    return error as? Diagnostic
  }
}
