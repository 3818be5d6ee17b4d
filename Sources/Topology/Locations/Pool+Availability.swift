import Quantities

extension Pool {
  /// GPUs that may be used.
  public var availableGPUCount: Int { gpuCount - unavailable.count }

  /// The GPUs of a domain that may be used, ascending.
  public func availableGPUs(inDomain domain: Int) -> [Int] {
    let gpus = gpus(inDomain: domain)
    let taken = Set(unavailable.filter(gpus.contains))
    return gpus.filter { !taken.contains($0) }
  }

  /// How many GPUs of each domain may be used, by domain.
  public var availableGPUsPerDomain: [Int] {
    var counts = Array(repeating: gpusPerDomain, count: domainCount)
    for gpu in unavailable { counts[domain(of: gpu)] -= 1 }
    return counts
  }

  /// HBM of the GPUs that may be used.
  public var availableMemory: Bytes { Double(availableGPUCount) * accelerator.memory }

  /// What may not be used, whole racks and nodes as one: "rack 3", "rack 4, node 0", "rack 4, node 1, gpu 5".
  public var unavailablePlaces: [String] {
    var places: [String] = []
    var index = 0
    while index < unavailable.count {
      let first = location(of: unavailable[index])
      if isUnavailable(gpusPerRack, at: index) {
        places.append("rack \(first.rack)")
        index += gpusPerRack
      } else if isUnavailable(gpusPerNode, at: index) {
        places.append(first.host ?? "rack \(first.rack), node \(first.node)")
        index += gpusPerNode
      } else {
        places.append(first.name)
        index += 1
      }
    }
    return places
  }

  /// Whether a whole unit of so many GPUs stands at an index of `unavailable`.
  private func isUnavailable(_ unit: Int, at index: Int) -> Bool {
    let first = unavailable[index]
    let last = index + unit - 1
    return first % unit == 0 && last < unavailable.count && unavailable[last] == first + unit - 1
  }
}
