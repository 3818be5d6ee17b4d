"""The Python sources of a wheel, without what is compiled in it.

An engine's wheel has hundreds of megabytes of compiled code, of which nothing is needed to read its flags. pip finds the wheel;
only the parts of it that hold *.py are then asked for, where the index serves parts of files.
"""

import io
import json
import pathlib
import struct
import subprocess
import sys
import time
import urllib.request
import zipfile
import zlib

# Parts that are this near each other are fetched as one.
GAP = 1 << 19


class Missing(Exception):
    """What cannot be fetched."""


def sources(package, version, folder):
    """The folder with the sources of a package, fetched where they are not there yet."""
    target = pathlib.Path(folder) / f"{package}-{version}"
    if (target / ".complete").exists():
        return target
    began = time.monotonic()
    url = find(package, version)
    fetched = [0]
    try:
        archive = Remote(url, fetched)
        names = [entry for entry in zipfile.ZipFile(archive).infolist() if entry.filename.endswith(".py")]
        extract(archive, names, target)
    except (OSError, zipfile.BadZipFile) as error:
        raise Missing(f"{package} {version}: {error}") from error
    (target / ".complete").touch()
    seconds = time.monotonic() - began
    print(f"fetched {package} {version}: {fetched[0] / 1e6:.1f} of {archive.size / 1e6:.1f} MB in {seconds:.1f} s")
    return target


def find(package, version):
    """Where pip would download a wheel from."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    command += ["--timeout", "20", "--use-feature=fast-deps", "--dry-run", "--no-deps", "--ignore-installed"]
    command += ["--only-binary", ":all:", "--report", "-", f"{package}=={version}"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise Missing(f"{package} {version}: {result.stderr.strip().splitlines()[-1:]}")
    return json.loads(result.stdout)["install"][0]["download_info"]["url"]


class Remote(io.RawIOBase):
    """A file on a server, of which parts are read."""

    def __init__(self, url, fetched):
        self.url, self.fetched, self.place, self.parts = url, fetched, 0, []
        self.local = pathlib.Path(urllib.request.url2pathname(url[7:])) if url.startswith("file://") else None
        if self.local:
            self.size = self.local.stat().st_size
            return
        with self.open("bytes=-65536") as answer:
            if answer.status != 206:
                raise OSError("the index does not serve parts of files")
            tail = answer.read()
            self.size = int(answer.headers["Content-Range"].rsplit("/", 1)[1])
        self.fetched[0] += len(tail)
        self.parts.append((self.size - len(tail), tail))

    def open(self, part):
        return urllib.request.urlopen(urllib.request.Request(self.url, headers={"Range": part}), timeout=60)

    def fetch(self, begin, end):
        """Keeps a part at hand."""
        if self.local:
            with self.local.open("rb") as file:
                file.seek(begin)
                self.parts.append((begin, file.read(end - begin)))
            return
        for attempt in range(3):
            try:
                with self.open(f"bytes={begin}-{end - 1}") as answer:
                    data = answer.read()
                if len(data) == end - begin:
                    break
            except OSError:
                if attempt == 2:
                    raise
        else:
            raise OSError("parts of the file did not arrive")
        self.fetched[0] += len(data)
        self.parts.append((begin, data))

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=0):
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def tell(self):
        return self.place

    def read(self, count=-1):
        end = self.size if count < 0 else min(self.size, self.place + count)
        data = self.part(self.place, end)
        self.place = end
        return data

    def part(self, begin, end):
        for start, data in self.parts:
            if start <= begin and end <= start + len(data):
                return data[begin - start : end - start]
        # The list of files may begin before what is at hand.
        self.fetch(begin, min(self.size, max(end, begin + (1 << 20))))
        return self.part(begin, end)


def extract(archive, entries, target):
    """Writes entries, after their bytes were fetched in few parts."""
    entries = sorted(entries, key=lambda entry: entry.header_offset)
    runs = []
    for entry in entries:
        # Behind the header stand name and extra fields of unknown length.
        end = entry.header_offset + 30 + 2 * len(entry.filename) + 512 + entry.compress_size
        if runs and entry.header_offset - runs[-1][1] < GAP:
            runs[-1][1] = max(runs[-1][1], end)
        else:
            runs.append([entry.header_offset, end])
    for begin, end in runs:
        archive.parts.clear()
        archive.fetch(begin, min(end, archive.size))
        for entry in entries:
            if begin <= entry.header_offset < end:
                write(archive, entry, target)


def write(archive, entry, target):
    path = (target / entry.filename).resolve()
    if not path.is_relative_to(target.resolve()):
        raise OSError(f"{entry.filename} leaves its folder")
    header = archive.part(entry.header_offset, entry.header_offset + 30)
    name, extra = struct.unpack("<HH", header[26:30])
    begin = entry.header_offset + 30 + name + extra
    data = archive.part(begin, begin + entry.compress_size)
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        data = zlib.decompress(data, -15)
    if zlib.crc32(data) != entry.CRC:
        raise OSError(f"{entry.filename} arrived damaged")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    print(sources(sys.argv[1], sys.argv[2], sys.argv[3]))
