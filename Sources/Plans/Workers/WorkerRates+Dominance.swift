extension WorkerRates {
  /// The workers without those that others of their pool and role can stand in for: as many of them as find room in the
  /// same GPUs serve at least as much. A composition loses nothing without these.
  public var undominated: [RatedWorker] {
    workers.filter { worker in
      !workers.contains { other in
        other.poolIndex == worker.poolIndex && other.role == worker.role && other.footprint != worker.footprint
          && Double(other.footprint.copies(in: worker.footprint)) * other.requestsPerSecond >= worker.requestsPerSecond
      }
    }
  }
}

extension WorkerFootprint {
  /// How many times it fits into another, each time in domains of its own or beside itself.
  public func copies(in other: WorkerFootprint) -> Int {
    (other.domains / domains) * (other.gpusPerDomain / gpusPerDomain)
  }
}
