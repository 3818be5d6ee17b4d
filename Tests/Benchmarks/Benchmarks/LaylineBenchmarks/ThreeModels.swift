import Planning

/// Three models on racks of 72 GPUs: prefill that is best on few GPUs, decode that is best on many, and both together.
struct ThreeModels {
  let racks: Int

  var problem: CompositionProblem {
    let types = [1.0, 0.4, 2.5].enumerated().flatMap { model, speed in
      [1, 2, 4, 8, 16, 18, 32, 36, 64, 72].flatMap { gpus -> [WorkerType] in
        let size = Double(gpus)
        // Rates of a GPU fall by a tenth from 1 to 72 GPUs for prefill, and grow to three times for decode.
        let prefill = speed * size * (1 - 0.1 * size / 72)
        let decode = speed * size * (0.2 + 0.4 * (size / 72).squareRoot())
        return [(prefill, true, false), (decode, false, true), (0.6 * decode, true, true)].map {
          rate, prefills, decodes in
          WorkerType(
            model: model, prefills: prefills, decodes: decodes, footprint: Footprint(gpusPerDomain: gpus),
            requestsPerSecond: rate, cost: size)
        }
      }
    }
    return CompositionProblem(
      types: types, pools: [[DomainClass(freeGPUs: 72, count: racks)]], demands: [3, 1, 2], objective: .served)
  }
}
