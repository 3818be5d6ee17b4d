# Python packages in environments of their own, for scripts that judge what Layline writes. Source it from the root of the
# checkout; `name` says who speaks.

# Says that nothing was validated, and why, and ends well.
skip() {
  echo "$name: SKIPPED: $1" >&2
  echo "$name: SKIPPED, nothing was validated"
  exit 0
}

# Python with venv, as .ci/setup installs GLPK.
has_venv() { python3 -c 'import venv, ensurepip' 2>/dev/null; }
need_venv() {
  has_venv && return
  command -v apt-get >/dev/null || skip "python3 with venv is missing, and there is no apt-get"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  [ "${#as_root[@]}" -eq 0 ] || command -v sudo >/dev/null || skip "python3-venv is missing and this is not root"
  echo "$name: installing python3-venv"
  { "${as_root[@]}" apt-get update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } \
    || skip "python3-venv cannot be installed"
}

pip=(-m pip --quiet --disable-pip-version-check --retries 1 --timeout 20)

# Fetching fails for want of a network, which is nobody's fault, or for a wrong name or version, which is ours.
# missing PYTHON PROBE WHAT LIST
missing() {
  if "$1" "${pip[@]}" download --no-deps --dest "$2" junitparser >/dev/null 2>&1; then
    echo "$name: $3 cannot be fetched, though others can; see $4" >&2
    exit 1
  fi
  skip "$3 cannot be fetched: no package index is reached"
}

# The release build, unless LAYLINE_PROGRAM names another.
find_program() {
  program="${LAYLINE_PROGRAM:-}"
  if [ -z "$program" ]; then
    .ci/setup >&2
    swift build -c release --static-swift-stdlib --product layline >&2
    program="$(swift build -c release --static-swift-stdlib --show-bin-path)/layline"
  fi
}
