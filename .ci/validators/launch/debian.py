"""Programs of Debian, unpacked and not installed: what apt would add, below a folder of their own."""

import os
import pathlib
import platform
import shutil
import subprocess

from wheels import Missing


def unpacked(folder, *packages):
    """The folder below which packages and all that they need lie, as below "/"."""
    folder = pathlib.Path(folder).resolve()
    root = folder / "root"
    stamp = folder / ("-".join(packages) + ".complete")
    if stamp.exists():
        return root
    for tool in ("apt-get", "dpkg"):
        if not shutil.which(tool):
            raise Missing(f"{packages[0]}: there is no {tool}")
    wanted = names(packages)
    if not wanted:
        update()
        wanted = names(packages)
    if not wanted:
        raise Missing(f"{packages[0]}: apt does not know it")
    downloads = folder / "packages"
    downloads.mkdir(parents=True, exist_ok=True)
    command = ["apt-get", "download", "-q", *wanted]
    result = subprocess.run(command, cwd=downloads, capture_output=True, text=True)
    if result.returncode:
        update()
        result = subprocess.run(command, cwd=downloads, capture_output=True, text=True)
    if result.returncode:
        raise Missing(f"{packages[0]}: {result.stderr.strip()[-200:]}")
    for package in sorted(downloads.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, root], check=True)
    stamp.touch()
    return root


def names(packages):
    """What apt would install for packages, themselves included."""
    command = ["apt-get", "install", "--simulate", "--no-install-recommends", *packages]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    found = [line.split()[1] for line in lines if line.startswith("Inst ")]
    return sorted({*found, *packages}) if lines else []


def update():
    """Fetches the lists of packages, where this may be done."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not as_root or shutil.which("sudo"):
        subprocess.run([*as_root, "apt-get", "update", "-qq"], capture_output=True)


def libraries(root):
    """Where the libraries lie."""
    name = f"{platform.machine()}-linux-gnu"
    found = [root / "usr/lib" / name, root / "lib" / name, root / "usr/lib" / name / "slurm-wlm"]
    found += [root / "usr/lib" / name / "openmpi/lib"]
    return ":".join(str(path) for path in found if path.is_dir())
