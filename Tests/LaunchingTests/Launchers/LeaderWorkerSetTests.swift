import Formats
import Foundation
import Testing
@testable import Launching

@Suite struct LeaderWorkerSetTests {
  @Test func twoMachines() throws {
    let files = try LeaderWorkerSetLauncher().files(for: SmallDeployment.pair, command: SmallDeployment.command)
    #expect(files.map(\.path) == ["model-1.yaml"])
    #expect(
      files[0].text == """
        # model-1 for LeaderWorkerSet 0.10.0.
        # replica: on the machines of the plan; Kubernetes chooses which of them has which rank.
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: model-1-replica
        data:
          map.json: |
            {
              "a": [0, 1]
            }
        ---
        apiVersion: leaderworkerset.x-k8s.io/v1
        kind: LeaderWorkerSet
        metadata:
          name: model-1-replica
        spec:
          replicas: 1
          leaderWorkerTemplate:
            size: 2
            restartPolicy: RecreateGroupOnPodRestart
            leaderTemplate:
              metadata:
                labels:
                  app.kubernetes.io/instance: model-1
                  app.kubernetes.io/component: replica
              spec:
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                      - matchExpressions:
                        - key: kubernetes.io/hostname
                          operator: In
                          values:
                          - "b"
                          - "a"
                containers:
                - name: sglang
                  image: maker/engine:1.2
                  command:
                  - serve
                  - --model-path
                  - maker/Model-1
                  - --map
                  - /etc/layline/map.json
                  - --note
                  - "it's $$(here)"
                  - --port
                  - "8000"
                  - --address
                  - "$(LWS_LEADER_ADDRESS):20000"
                  - --nnodes
                  - "2"
                  - --node-rank
                  - "$(LWS_WORKER_INDEX)"
                  env:
                  - name: SPLIT
                    value: "2,2"
                  ports:
                  - name: http
                    containerPort: 8000
                  readinessProbe:
                    tcpSocket:
                      port: 8000
                    initialDelaySeconds: 30
                    periodSeconds: 10
                  resources:
                    limits:
                      nvidia.com/gpu: "2"
                  volumeMounts:
                  - name: shared-memory
                    mountPath: /dev/shm
                  - name: files
                    mountPath: /etc/layline
                    readOnly: true
                volumes:
                - name: shared-memory
                  emptyDir:
                    medium: Memory
                - name: files
                  configMap:
                    name: model-1-replica
                    items:
                    - key: map.json
                      path: map.json
            workerTemplate:
              metadata:
                labels:
                  app.kubernetes.io/instance: model-1
                  app.kubernetes.io/component: replica
              spec:
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                      - matchExpressions:
                        - key: kubernetes.io/hostname
                          operator: In
                          values:
                          - "b"
                          - "a"
                containers:
                - name: sglang
                  image: maker/engine:1.2
                  command:
                  - serve
                  - --model-path
                  - maker/Model-1
                  - --map
                  - /etc/layline/map.json
                  - --note
                  - "it's $$(here)"
                  - --address
                  - "$(LWS_LEADER_ADDRESS):20000"
                  - --nnodes
                  - "2"
                  - --node-rank
                  - "$(LWS_WORKER_INDEX)"
                  env:
                  - name: SPLIT
                    value: "2,2"
                  resources:
                    limits:
                      nvidia.com/gpu: "2"
                  volumeMounts:
                  - name: shared-memory
                    mountPath: /dev/shm
                  - name: files
                    mountPath: /etc/layline
                    readOnly: true
                volumes:
                - name: shared-memory
                  emptyDir:
                    medium: Memory
                - name: files
                  configMap:
                    name: model-1-replica
                    items:
                    - key: map.json
                      path: map.json
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: model-1-replica-http
        spec:
          selector:
            app.kubernetes.io/instance: model-1
            app.kubernetes.io/component: replica
            leaderworkerset.sigs.k8s.io/worker-index: "0"
          ports:
          - name: http
            protocol: TCP
            port: 8000
            targetPort: 8000

        """)
  }

  @Test func aWorkerInOneDomainAsksForIt() throws {
    let options = KubernetesOptions(topologyKey: "nvidia.com/gpu.clique")
    let text = try text(
      LeaderWorkerSetLauncher(options: options),
      SmallDeployment.placed(SmallDeployment.pair, domains: ["replica-0": "rack0"]))
    #expect(text.contains("    leaderworkerset.sigs.k8s.io/exclusive-topology: nvidia.com/gpu.clique\n"))
    #expect(!text.contains("nodeAffinity"))
  }

  /// Two workers in one domain: each may not have it for itself.
  @Test func aSharedDomainIsNotExclusive() throws {
    let domains = ["decode-0": "rack0", "decode-1": "rack0", "prefill-0": "rack1"]
    let options = KubernetesOptions(topologyKey: "nvidia.com/gpu.clique")
    let text = try text(
      LeaderWorkerSetLauncher(options: options), SmallDeployment.placed(SmallDeployment.apart, domains: domains))
    #expect(text.components(separatedBy: "exclusive-topology").count == 2)
    #expect(text.components(separatedBy: "nodeAffinity").count == 3)
  }

  @Test func prefillAndDecodeAreOneSetSinceZeroNine() throws {
    let new = try text(LeaderWorkerSetLauncher(version: LeaderWorkerSetVersion("0.9.0")), SmallDeployment.apart)
    let old = try text(LeaderWorkerSetLauncher(version: LeaderWorkerSetVersion("0.8.0")), SmallDeployment.apart)
    #expect(new.contains("kind: DisaggregatedSet\nmetadata:\n  name: model-1\nspec:\n  roles:\n  - name: prefill\n"))
    #expect(
      new.contains("  - name: decode\n    spec:\n      replicas: 2\n      leaderWorkerTemplate:\n        size: 2\n"))
    #expect(!old.contains("DisaggregatedSet"))
    #expect(old.components(separatedBy: "kind: LeaderWorkerSet").count == 3)
    #expect(old.contains("  name: model-1-decode\nspec:\n  replicas: 2\n"))
  }

  @Test func ranksThatAreMultipliedNeedAShell() throws {
    let text = try text(LeaderWorkerSetLauncher(), SmallDeployment.pair) { worker in
      var command = SmallDeployment.command(worker)
      command.leader = [.text("serve"), .text("--start"), .nodeRank(times: 8), .text("--model"), .text("a b")]
      return command
    }
    #expect(text.contains(#"- "exec serve --start $$((LWS_WORKER_INDEX * 8)) --model 'a b'""#))
  }

  @Test func aMebibyteIsAllThatAConfigMapHolds() throws {
    let command: (Int) -> (LaunchedWorker) -> EngineCommand = { size in
      { worker in
        var command = SmallDeployment.command(worker)
        command.files = [LaunchFile(path: "map", text: String(repeating: "x", count: size - 1) + "\n")]
        return command
      }
    }
    let launcher = LeaderWorkerSetLauncher()
    #expect(throws: Never.self) { try launcher.files(for: SmallDeployment.pair, command: command((1 << 20) - 3)) }
    let fault = #expect(throws: Diagnostic.self) {
      try launcher.files(for: SmallDeployment.pair, command: command((1 << 20) - 2))
    }
    #expect(fault?.id.rawValue == "too-large")
  }

  @Test func whatOneTemplateCannotStartIsSaid() throws {
    let launcher = LeaderWorkerSetLauncher()
    let mpi = #expect(throws: Diagnostic.self) {
      try launcher.files(for: SmallDeployment.pair, command: SmallDeployment.commandPerGPU)
    }
    #expect(mpi?.id.rawValue == "not-expressible")
    let image = #expect(throws: Diagnostic.self) {
      try launcher.files(for: SmallDeployment.pair) { worker in
        var command = SmallDeployment.command(worker)
        command.image = nil
        return command
      }
    }
    #expect(image?.id.rawValue == "missing-image")
    let unlike = #expect(throws: Diagnostic.self) {
      try launcher.files(for: SmallDeployment.apart) { worker in
        var command = SmallDeployment.command(worker)
        command.leader.append(.text(worker.name))
        return command
      }
    }
    #expect(unlike?.id.rawValue == "not-expressible")
    #expect(unlike?.key == "decode-1")
  }

  /// Two workers on one machine have ports of their own there; pods have them anyway.
  @Test func podsHaveTheirOwnPorts() throws {
    let workers = ["replica-0", "replica-1"].enumerated().map { index, name in
      SmallDeployment.worker(name, nodes: [SmallDeployment.node("a", gpus: [2 * index, 2 * index + 1], of: 4)])
    }
    let deployment = LaunchedDeployment(
      name: "model-1", groups: [LaunchedDeployment.Group(name: "replica", workers: workers)])
    let shared = LaunchedDeployment.withOwnPorts([deployment])[0]
    #expect(shared.workers.map(\.portOffset) == [0, 1])
    let text = try text(LeaderWorkerSetLauncher(), shared) { worker in
      var command = SmallDeployment.command(worker)
      command.port = 8000 + worker.portOffset
      command.leader += [.text("\(8000 + worker.portOffset)")]
      return command
    }
    #expect(text.contains("replicas: 2\n"))
    #expect(text.contains("# replica: the plan takes a part of the machines; Kubernetes chooses which of their GPUs."))
    #expect(!text.contains("8001"))
  }

  /// TensorRT-LLM's options name its map of experts.
  @Test func filesThatNameEachOther() throws {
    let deployment = SmallDeployment.one([SmallDeployment.node("a")])
    let text = try text(LeaderWorkerSetLauncher(), deployment) { worker in
      var command = SmallDeployment.command(worker)
      command.files.append(LaunchFile(path: "other.yaml", text: "a: 1\n"))
      return command
    }
    #expect(text.components(separatedBy: "workingDir: /etc/layline\n").count == 3)
  }

  @Test func namesAreLabels() {
    #expect(KubernetesName.label("deepseek-ai/DeepSeek-V3.1") == "deepseek-ai-deepseek-v3-1")
    #expect(KubernetesName.label("70B") == "d-70b")
    #expect(KubernetesName.label("abc--/def", longest: 4) == "abc")
  }

  private func text(
    _ launcher: LeaderWorkerSetLauncher, _ deployment: LaunchedDeployment,
    command: (LaunchedWorker) throws -> EngineCommand = SmallDeployment.command
  ) throws -> String {
    try launcher.files(for: deployment, command: command).map(\.text).joined()
  }
}
