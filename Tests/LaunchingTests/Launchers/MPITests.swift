import Testing
@testable import Launching

@Suite struct MPITests {
  @Test func oneTaskForEachGPU() throws {
    let files = try MPILauncher().files(for: SmallDeployment.pair, command: SmallDeployment.commandPerGPU)
    #expect(
      files.map(\.path) == [
        "replica-0.sh", "replica-0/hostfile", "replica-0/task.sh", "replica-0/rankfile", "replica-0/config.yaml",
      ])
    #expect(
      files[0].text == #"""
        #!/bin/sh
        # Starts replica-0: 4 tasks on 2 machines.
        set -eu
        folder=$(cd "$(dirname "$0")" && pwd)
        exec mpirun --hostfile "$folder/replica-0/hostfile" -np 4 --map-by slot --bind-to none \
          "$folder/replica-0/task.sh"

        """#)
    #expect(files[1].text == "b slots=2 max-slots=2\na slots=2 max-slots=2\n")
    #expect(
      files[2].text == #"""
        #!/bin/sh
        # One task of replica-0.
        set -eu
        folder=$(cd "$(dirname "$0")" && pwd)
        exec engine \
          --config "${folder}"/config.yaml

        """#)
    #expect(files[3].text == "rank 0=b slot=0\nrank 1=b slot=1\nrank 2=a slot=0\nrank 3=a slot=1\n")
  }

  @Test func oneTaskForEachMachine() throws {
    let files = try MPILauncher().files(for: SmallDeployment.pair, command: SmallDeployment.command)
    #expect(files[0].text.contains("-np 2 --map-by ppr:1:node --bind-to none"))
    #expect(files[2].text.contains("node=$OMPI_COMM_WORLD_RANK\n"))
    #expect(!files.contains { $0.path.hasSuffix("rankfile") })
  }

  /// Machines 0 and 1 have 2 and 1 GPUs: ranks 0 and 1 are on machine 0.
  @Test func machinesThatDiffer() throws {
    let deployment = SmallDeployment.one([SmallDeployment.node("a"), SmallDeployment.node("b", gpus: [1], of: 2)])
    let files = try MPILauncher().files(for: deployment, command: SmallDeployment.commandPerGPU)
    #expect(files[1].text == "a slots=2 max-slots=2\nb slots=1 max-slots=1\n")
    let task = files[2].text
    #expect(task.contains("if [ \"$OMPI_COMM_WORLD_RANK\" -lt 2 ]; then node=0\n"))
    #expect(task.contains("elif [ \"$OMPI_COMM_WORLD_RANK\" -lt 3 ]; then node=1\nfi\n"))
    #expect(task.contains("  0) CUDA_VISIBLE_DEVICES=0,1 ;;\n  1) CUDA_VISIBLE_DEVICES=1 ;;\nesac\n"))
  }

  /// Whatever the machines, the rankfile has every GPU once, machine after machine.
  @Test(arguments: 1...4) func ranksAreGPUsInTurn(machines: Int) throws {
    let nodes = (0..<machines).map { SmallDeployment.node("h\(9 - $0)", gpus: Array(0...$0), of: 8) }
    let files = try MPILauncher().files(for: SmallDeployment.one(nodes), command: SmallDeployment.commandPerGPU)
    let ranks = files[3].text.split(separator: "\n")
    #expect(ranks.count == nodes.reduce(0) { $0 + $1.gpus.count })
    #expect(Set(ranks).count == ranks.count)
    let hosts = ranks.map { $0.split(separator: "=")[1].split(separator: " ")[0] }
    #expect(hosts.map(String.init) == nodes.flatMap { node in node.gpus.map { _ in node.host } })
    #expect(files[1].text.split(separator: "\n").map { String($0.split(separator: " ")[0]) } == nodes.map(\.host))
  }
}
