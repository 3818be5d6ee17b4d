import Foundation
import Testing

@testable import Launching

@Suite struct ScratchTests {
  func write(_ name: String, _ files: [LaunchFile]) throws {
    let text = files.map { "=== \($0.path)\($0.isExecutable ? " *" : "")\n\($0.text)" }.joined()
    try text.write(toFile: "/tmp/wt/logs-k8s/out-\(name)", atomically: true, encoding: .utf8)
  }
  @Test func all() throws {
    let pair = SmallDeployment.pair
    let apart = SmallDeployment.apart
    let c = SmallDeployment.command
    try write("lws", LeaderWorkerSetLauncher().files(for: pair, command: c))
    try write("lws-key", LeaderWorkerSetLauncher(options: KubernetesOptions(topologyKey: "k/d", domains: ["replica-0": "x"])).files(for: pair, command: c))
    try write("ds", LeaderWorkerSetLauncher().files(for: apart, command: c))
    try write("dynamo", DynamoLauncher().files(for: apart, command: c))
    try write("dynamo-old", DynamoLauncher(version: DynamoVersion("1.2.1")).files(for: apart, command: c))
    try write("slurm", SlurmLauncher(topology: .block, domains: ["replica-0": "x"]).files(for: pair, command: c))
    try write("slurm-gpu", SlurmLauncher().files(for: pair, command: SmallDeployment.commandPerGPU))
    try write("mpi", MPILauncher().files(for: pair, command: c))
    try write("mpi-gpu", MPILauncher().files(for: pair, command: SmallDeployment.commandPerGPU))
    try write("yaml", [LaunchFile(path: "y", text: YAMLText.documents([["a": "true", "b": "8", "c": "", "d": "x: y", "e": "a\nb\n", "f": " trailing \n", "g": "é\u{7}", "h": [], "i": [["k": 1]], "j": "-x", "k": "yes", "l": "1e3", "m": "y", "n": "~", "o": "a b", "p": "#x", "q": "a\nb", "r": "null", "s": "0x1F", "t": "12:30", "u": ["x", "y:z"], "v": true, "w": "<<", "x": "line \nb\n"]]))])
  }
}
