import Plans

/// What became of the layouts of a role on a pool, in a document.
struct RatingCountEntry: Encodable, Sendable {
  let pool: String
  let role: WorkerRole
  let layouts: Int
  let tooLarge: Int
  let tooSlow: Int
  let leastTimeToFirstToken_s: Double?
  let leastTimePerOutputToken_s: Double?
  let handover_s: Double?

  init(_ count: RatingCount, pool: String, role: WorkerRole, handover: Double?) {
    self.pool = pool
    self.role = role
    layouts = count.layouts
    tooLarge = count.tooLarge
    tooSlow = count.tooSlow
    leastTimeToFirstToken_s = count.leastTimeToFirstToken
    leastTimePerOutputToken_s = count.leastTimePerOutputToken
    handover_s = handover
  }
}
