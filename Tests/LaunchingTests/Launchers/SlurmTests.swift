import Formats
import Testing
@testable import Launching

@Suite struct SlurmTests {
  /// The plan's order is b, a; Slurm's would be a, b.
  @Test func anOrderThatIsNotSlurms() throws {
    let launcher = SlurmLauncher(topology: .block)
    let placed = SmallDeployment.placed(SmallDeployment.pair, domains: ["replica-0": "block0"])
    let files = try launcher.files(for: placed, command: SmallDeployment.command)
    #expect(
      files.map(\.path) == ["replica-0.sbatch", "replica-0/hosts", "replica-0/task.sh", "replica-0/map.json"])
    #expect(files.map(\.isExecutable) == [false, false, true, false])
    #expect(
      files[0].text == #"""
        #!/bin/bash
        #SBATCH --job-name=model-1-replica-0
        #SBATCH --output=replica-0-%j.log
        #SBATCH --nodes=2
        #SBATCH --ntasks-per-node=1
        #SBATCH --gpus-per-node=2
        #SBATCH --exclusive
        #SBATCH --nodelist=b,a
        #SBATCH --segment=2
        # Submit it from the folder that it lies in, on a file system that the machines share.
        set -euo pipefail
        folder="${SLURM_SUBMIT_DIR:-$PWD}"
        export SLURM_HOSTFILE="$folder/replica-0/hosts"
        srun --distribution=arbitrary --ntasks=2 --kill-on-bad-exit=1 \
          "$folder/replica-0/task.sh"

        """#)
    #expect(files[1].text == "b\na\n")
    #expect(
      files[2].text == #"""
        #!/bin/sh
        # One task of replica-0.
        set -eu
        folder=$(cd "$(dirname "$0")" && pwd)
        node=$SLURM_PROCID
        export SPLIT=2,2
        if [ "$node" -eq 0 ]; then
          exec serve \
            --model-path maker/Model-1 \
            --map "${folder}"/map.json \
            --note 'it'\''s $(here)' \
            --port 8000 \
            --address b:20000 \
            --nnodes 2 \
            --node-rank "${node}"
        else
          exec serve \
            --model-path maker/Model-1 \
            --map "${folder}"/map.json \
            --note 'it'\''s $(here)' \
            --address b:20000 \
            --nnodes 2 \
            --node-rank "${node}"
        fi

        """#)
  }

  @Test func oneTaskForEachGPU() throws {
    let files = try SlurmLauncher().files(for: SmallDeployment.pair, command: SmallDeployment.commandPerGPU)
    #expect(files[1].text == "b\nb\na\na\n")
    #expect(files[0].text.contains("#SBATCH --ntasks-per-node=2\n"))
    #expect(files[0].text.contains("--ntasks=4 --kill-on-bad-exit=1 --mpi=pmix"))
    // Nothing in the command asks for the number of the machine.
    #expect(files[2].text.hasSuffix("&& pwd)\nexec engine \\\n  --config \"${folder}\"/config.yaml\n"))
  }

  @Test func aTreeIsAskedForOneSwitch() throws {
    let near = SlurmLauncher(topology: .tree)
    #expect(
      try script(near, SmallDeployment.placed(SmallDeployment.pair, leaves: ["replica-0": "leaf0"]))
        .contains("#SBATCH --switches=1\n"))
    #expect(try !script(near, SmallDeployment.pair).contains("--switches"))
  }

  @Test func machinesWithoutNamesAreSlurmsChoice() throws {
    let nodes = [
      SmallDeployment.node("rack0-node0", isNamed: false), SmallDeployment.node("rack0-node1", isNamed: false),
    ]
    let files = try SlurmLauncher().files(for: SmallDeployment.one(nodes), command: SmallDeployment.command)
    #expect(!files.contains { $0.text.contains("rack0") })
    #expect(files[0].text.contains("--distribution=block --ntasks=2"))
    #expect(files[1].text.contains("leader=$(scontrol show hostnames \"$SLURM_JOB_NODELIST\" | head -n 1)\n"))
    #expect(files[1].text.contains("--address \"${leader}\":20000"))
  }

  @Test func aPartOfAMachineIsNotTakenWhole() throws {
    let deployment = SmallDeployment.one([SmallDeployment.node("a", gpus: [2, 3], of: 4)])
    let text = try script(SlurmLauncher(), deployment)
    #expect(!text.contains("--exclusive"))
    #expect(text.contains("(planned a: 2,3)"))
  }

  @Test func machinesThatDiffer() throws {
    let deployment = SmallDeployment.one([SmallDeployment.node("a"), SmallDeployment.node("b", gpus: [0], of: 2)])
    let fault = #expect(throws: Diagnostic.self) { try script(SlurmLauncher(), deployment) }
    #expect(fault?.found == "machines with different numbers of GPUs (a: 2, b: 1)")
  }

  @Test(arguments: ["a b", "a,b", "-a", "a;rm", ""]) func namesThatAreNone(host: String) throws {
    let deployment = SmallDeployment.one([SmallDeployment.node(host)])
    let fault = #expect(throws: Diagnostic.self) { try script(SlurmLauncher(), deployment) }
    #expect(fault?.id.rawValue == "host-name")
  }

  private func script(_ launcher: SlurmLauncher, _ deployment: LaunchedDeployment) throws -> String {
    try launcher.files(for: deployment, command: SmallDeployment.command)[0].text
  }
}
