import Formats
import Foundation
import Testing
@testable import Launching

@Suite struct DynamoTests {
  @Test func prefillAndDecode() throws {
    let text = try text(.latest, SmallDeployment.apart)
    let graph = text.components(separatedBy: "---\n").last
    #expect(
      graph == """
        apiVersion: nvidia.com/v1beta1
        kind: DynamoGraphDeployment
        metadata:
          name: model-1
        spec:
          backendFramework: sglang
          components:
          - name: frontend
            type: frontend
            replicas: 1
            podTemplate:
              spec:
                containers:
                - name: main
                  image: nvcr.io/nvidia/ai-dynamo/sglang-runtime:1.6.1
          - name: prefill
            type: prefill
            replicas: 1
            podTemplate:
              spec:
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                      - matchExpressions:
                        - key: kubernetes.io/hostname
                          operator: In
                          values:
                          - "a"
                containers:
                - name: main
                  image: nvcr.io/nvidia/ai-dynamo/sglang-runtime:1.6.1
                  command:
                  - python3
                  - "-m"
                  - dynamo.sglang
                  args:
                  - --model-path
                  - maker/Model-1
                  - --map
                  - /etc/layline/map.json
                  - --note
                  - "it's $$(here)"
                  - --disaggregation-mode
                  - prefill
                  env:
                  - name: SPLIT
                    value: "2,2"
                  resources:
                    limits:
                      nvidia.com/gpu: "2"
                  volumeMounts:
                  - name: files
                    mountPath: /etc/layline
                    readOnly: true
                volumes:
                - name: files
                  configMap:
                    name: model-1-prefill
                    items:
                    - key: map.json
                      path: map.json
          - name: decode
            type: decode
            replicas: 2
            multinode:
              nodeCount: 2
            podTemplate:
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
                          - "c"
                          - "d"
                          - "e"
                containers:
                - name: main
                  image: nvcr.io/nvidia/ai-dynamo/sglang-runtime:1.6.1
                  command:
                  - python3
                  - "-m"
                  - dynamo.sglang
                  args:
                  - --model-path
                  - maker/Model-1
                  - --map
                  - /etc/layline/map.json
                  - --note
                  - "it's $$(here)"
                  - --disaggregation-mode
                  - decode
                  env:
                  - name: SPLIT
                    value: "2,2"
                  resources:
                    limits:
                      nvidia.com/gpu: "2"
                  volumeMounts:
                  - name: files
                    mountPath: /etc/layline
                    readOnly: true
                volumes:
                - name: files
                  configMap:
                    name: model-1-decode
                    items:
                    - key: map.json
                      path: map.json

        """)
  }

  /// What the operator of 1.2 knows: services by name, GPUs beside the pod, variables beside the container.
  @Test func olderOperators() throws {
    let text = try text(DynamoVersion("1.2.1"), SmallDeployment.apart)
    #expect(text.contains("apiVersion: nvidia.com/v1alpha1\n"))
    #expect(
      text.contains(
        """
            decode:
              componentType: worker
              subComponentType: decode
              replicas: 2
              multinode:
                nodeCount: 2
              resources:
                limits:
                  gpu: "2"
              envs:
              - name: SPLIT
                value: "2,2"

        """))
    #expect(!text.contains("podTemplate"))
  }

  @Test func vllmSaysItsRoleInTwoWays() throws {
    let new = try text(DynamoVersion("1.3.0"), SmallDeployment.apart, engine: "vllm")
    let middle = try text(DynamoVersion("1.0.0"), SmallDeployment.apart, engine: "vllm")
    let old = try text(DynamoVersion("0.9.1"), SmallDeployment.apart, engine: "vllm")
    #expect(new.contains("- --disaggregation-mode\n          - prefill\n"))
    #expect(middle.contains("- --disaggregation-mode\n          - prefill\n"))
    #expect(old.contains("--is-prefill-worker") && old.contains("--is-decode-worker"))
    #expect(!old.contains("--disaggregation-mode"))
    #expect(new.contains("- dynamo.vllm\n          args:\n          - --model\n          - maker/Model-1\n"))
  }

  /// The operator says which machines there are, and the frontend listens.
  @Test func noWordOfMachines() throws {
    let text = try text(.latest, SmallDeployment.pair)
    for word in ["--address", "--nnodes", "--node-rank", "--port", "8000"] { #expect(!text.contains(word)) }
    let fault = #expect(throws: Diagnostic.self) {
      try DynamoLauncher().files(for: SmallDeployment.pair) { worker in
        var command = SmallDeployment.command(worker)
        command.machineWords = EngineCommand.MachineWords(leader: 0, follower: 0)
        return command
      }
    }
    #expect(fault?.id.rawValue == "not-expressible")
  }

  @Test func whatIsNotKnownIsSaid() throws {
    let version = #expect(throws: Diagnostic.self) { try DynamoVersion("2.0.0") }
    #expect(version?.id.rawValue == "unknown-version")
    #expect(version?.expected.contains("1.2.1, 1.3.0") == true)
    let engine = #expect(throws: Diagnostic.self) { try text(.latest, SmallDeployment.pair, engine: "megatron") }
    #expect(engine?.expected == "one of sglang, trtllm, vllm")
  }

  private func text(_ version: DynamoVersion, _ deployment: LaunchedDeployment, engine: String = "sglang") throws
    -> String
  {
    let files = try DynamoLauncher(version: version).files(for: deployment) { worker in
      var command = SmallDeployment.command(worker)
      command.engine = engine
      return command
    }
    return files.map(\.text).joined()
  }
}
