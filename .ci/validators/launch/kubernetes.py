"""Whether Kubernetes takes manifests: core objects and pods by its own schemas, others by the schemas of their projects.

    kubernetes.py MANIFEST.yaml ...

LAYLINE_SCHEMAS names a folder that has CustomResourceDefinitions of LeaderWorkerSet (and DisaggregatedSet, and Dynamo's);
objects of a kind that is not among them are judged by their pods alone, and this is said. Exits with 1 where an object is
refused.
"""

import copy
import os
import pathlib
import sys

import jsonschema
import kubernetes_validate
import yaml

KUBERNETES = kubernetes_validate.latest_version()


def schemas(folder):
    """Strict JSON schemas of the definitions in a folder, by apiVersion and kind."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")) if folder else []:
        text = path.read_text()
        if "kind: CustomResourceDefinition" not in text:
            continue
        for definition in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if not definition or definition.get("kind") != "CustomResourceDefinition":
                continue
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = strict(copy.deepcopy(version["schema"]["openAPIV3Schema"]))
                schema.setdefault("properties", {})["metadata"] = {"type": "object"}
                found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = schema
    return found


def strict(node):
    """OpenAPI's dialect as JSON Schema, in which no key may be unknown."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: strict(value) for key, value in node.items()}
    if node.pop("x-kubernetes-int-or-string", False) is True:
        node.pop("type", None)
        node["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    if node.pop("nullable", False) is True and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    is_open = node.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in node
    if node.get("type") == "object" and isinstance(node.get("properties"), dict) and not is_open:
        node["additionalProperties"] = False
    return node


def templates(manifest):
    """The pods of an object: where each stands, and its template."""
    kind, spec = manifest.get("kind"), manifest.get("spec", {})
    if kind == "LeaderWorkerSet":
        yield from of_set("spec", spec)
    if kind == "DisaggregatedSet":
        for role in spec["roles"]:
            yield from of_set(f"roles[{role['name']}]", role["spec"])
    if kind == "DynamoGraphDeployment":
        for component in spec.get("components", []):
            yield f"components[{component['name']}]", component["podTemplate"]
        for name, service in spec.get("services", {}).items():
            pod = copy.deepcopy(service.get("extraPodSpec", {}))
            main = pod.pop("mainContainer", {})
            main["env"] = service.get("envs", [])
            yield f"services[{name}]", {"spec": {**pod, "containers": [{"name": "main", **main}]}}


def of_set(place, spec):
    template = spec["leaderWorkerTemplate"]
    for name in ("leaderTemplate", "workerTemplate"):
        if name in template:
            yield f"{place}.{name}", template[name]


def core_faults(manifest):
    """What Kubernetes itself has against an object."""
    try:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [str(error).splitlines()[0]]
    return []


noted = set()


def note(what):
    """Says once what was not judged."""
    if what not in noted:
        noted.add(what)
        print(f"kubernetes: SKIPPED: {what}", file=sys.stderr)


def faults(manifests, known):
    """What is wrong with the objects of a file."""
    found = []
    maps = {each["metadata"]["name"] for each in manifests if each.get("kind") == "ConfigMap"}
    for manifest in manifests:
        key = manifest.get("apiVersion"), manifest.get("kind")
        place = f"{key[1]} {manifest.get('metadata', {}).get('name')}"
        if key[0] == "v1":
            found += [f"{place}: {fault}" for fault in core_faults(manifest)]
            continue
        if key in known:
            errors = jsonschema.Draft202012Validator(known[key]).iter_errors(manifest)
            found += [f"{place}: {error.json_path}: {error.message[:200]}" for error in errors]
        else:
            note(f"no schema of {key[1]} in {key[0]}; its pods are judged alone")
        for name, template in templates(manifest):
            pod = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "pod"}, "template": template}
            found += [f"{place}: {name}: {fault}" for fault in core_faults(pod) + volume_faults(template, maps)]
    return found


def volume_faults(template, maps):
    """Volumes and ConfigMaps that are used and are not there."""
    spec = template["spec"]
    volumes = {volume["name"] for volume in spec.get("volumes", [])}
    mounts = {mount["name"] for each in spec["containers"] for mount in each.get("volumeMounts", [])}
    used = {volume["configMap"]["name"] for volume in spec.get("volumes", []) if "configMap" in volume}
    return [f"there is no volume {name}" for name in sorted(mounts - volumes)] + [
        f"there is no ConfigMap {name}" for name in sorted(used - maps)
    ]


def judge(path, known):
    """What is wrong with a file."""
    manifests = [each for each in yaml.safe_load_all(pathlib.Path(path).read_text()) if each]
    return faults(manifests, known) if manifests else ["there is nothing in it"]


if __name__ == "__main__":
    known = schemas(os.environ.get("LAYLINE_SCHEMAS"))
    wrong = {path: judge(path, known) for path in sys.argv[1:]}
    for path, list_of in wrong.items():
        print("\n".join(f"kubernetes: REFUSED: {path}: {what}" for what in list_of) or f"kubernetes: accepted: {path}")
    sys.exit(any(wrong.values()))
