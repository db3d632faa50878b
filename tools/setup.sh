#!/usr/bin/env bash
# Installs what the lock names into .venv, with the commands `ppi-guide` and `rasa`. Does nothing when that is done already.
#   tools/setup.sh              what runs
#   tools/setup.sh dev          also what tests and checks
#   tools/setup.sh dev 3.12     by Python 3.12, into .venv-3.12
# What fails is said in one line. Until all is in place .venv holds no `ppi-guide`: half of it is never taken for the whole.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements${1:+-$1}.lock
only=${2:-}
venv=.venv${only:+-$only}

stop() {
  echo "setup: $1" >&2
  exit 1
}

digest() { cat "$@" tools/setup.sh | { sha256sum 2> /dev/null || shasum -a 256; } | cut -d' ' -f1; }
wanted=$(digest "$lock")
installed=$(cat "$venv/installed" 2> /dev/null || true)
# What tests is more than what runs.
if [ -x "$venv/bin/ppi-guide" ] && { [ "$installed" = "$wanted" ] || [ "$installed" = "$(digest requirements-dev.lock)" ]; }; then
  exit 0
fi

# --- Where it can run: docs/platforms.md --------------------------------------------------------

case "$(uname -s) $(uname -m)" in
  "Linux x86_64" | "Linux aarch64")
    libc=$(getconf GNU_LIBC_VERSION 2> /dev/null || true) # musl has no such name
    [ -n "$libc" ] || stop "this Linux has no glibc (Alpine?), and onnxruntime has no package for it. Use Debian, Ubuntu or Fedora, or a container of one."
    older=$(printf '%s\n' 2.28 "${libc#* }" | sort -V | head -n 1)
    [ "$older" = 2.28 ] || stop "this Linux has $libc and the packages need 2.28 or later. Use Debian 10, Ubuntu 20.04, RHEL 8 or later."
    ;;
  "Darwin arm64")
    macos=$(sw_vers -productVersion)
    [ "${macos%%.*}" -ge 14 ] || stop "this is macOS $macos and onnxruntime needs 14 or later. Update macOS, or use a Linux container."
    ;;
  "Darwin x86_64") stop "there are no packages for a Mac with an Intel processor. Use a Linux container; on Apple silicon, a terminal without Rosetta." ;;
  MINGW* | MSYS* | CYGWIN*) stop "this is a script for Linux and macOS. On Windows use WSL (docs/platforms.md)." ;;
  *) stop "there are no packages for $(uname -s) on $(uname -m). Use Linux on x86-64 or ARM (64 bit), or macOS 14 on Apple silicon." ;;
esac
[ -w . ] || stop "this folder cannot be written to: $PWD. Clone into one of your own; nothing was changed."

# A 32-bit Python, one of another processor and one without the GIL get other packages, or none.
supported='import platform, sys, sysconfig
sys.exit(not (
    (3, 12) <= sys.version_info[:2] <= (3, 13)
    and platform.python_implementation() == "CPython" and sys.maxsize > 2**32
    and platform.machine() == "'$(uname -m)'" and not sysconfig.get_config_var("Py_GIL_DISABLED")
))'
find_python() {
  local version candidate
  for version in ${only:-3.13 3.12}; do
    # The path, then where pyenv, Homebrew, python.org and uv keep what is not on it.
    for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python \
      "/opt/homebrew/bin/python$version" "/Library/Frameworks/Python.framework/Versions/$version/bin/python3" \
      "${XDG_DATA_HOME:-$HOME/.local/share}/uv/python/cpython-$version".*/bin/python3 python3 python; do
      if "$candidate" -c "$supported" 2> /dev/null; then
        "$candidate" -c "import sys; v = '%d.%d' % sys.version_info[:2]; v == '$version' and print(sys.executable)" | grep . && return
      fi
    done
  done
  return 1
}
python=$(find_python) || stop "Python ${only:-3.13 or 3.12} was not found. Install it and run this again; nothing was changed."
"$python" bot/process/processor.py || exit 1

# --- Saying what is done ------------------------------------------------------------------------

# One at a time: what is half installed is thrown away below.
running=$venv.running
if ! (set -C && echo $$ > "$running") 2> /dev/null; then
  other=$(cat "$running" 2> /dev/null || true)
  if [ -n "$other" ] && kill -0 "$other" 2> /dev/null; then
    stop "another setup is at work here (process $other). Wait for it; nothing was changed."
  fi
  echo $$ > "$running" 2> /dev/null || stop "this folder cannot be written to: $PWD. Is the disk full? Nothing was changed."
fi
log=$(mktemp 2> /dev/null) || { rm -f "$running"; stop "there is no room for temporary files in ${TMPDIR:-/tmp}. Make room and run this again; nothing was changed."; }
child=
finish() {
  if [ -n "$child" ]; then kill "$child" 2> /dev/null || true; fi
  rm -f "$running" "$log"
}
trap finish EXIT
trap 'echo; stop "interrupted. Run it again: what was fetched is kept."' INT TERM

# Shows the seconds while a command works; on a terminal in one line, elsewhere in one every 20 seconds.
work() {
  local what=$1 began=$SECONDS passed said=0 code=0
  shift
  [ -t 1 ] || echo "$what …"
  "$@" > "$log" 2>&1 &
  child=$!
  while kill -0 "$child" 2> /dev/null; do
    passed=$((SECONDS - began))
    if [ -t 1 ]; then
      printf '\r%s … %d s' "$what" "$passed"
    elif [ $((passed - said)) -ge 20 ]; then
      said=$passed
      echo "$what … $passed s"
    fi
    sleep 0.2
  done
  wait "$child" || code=$?
  child=
  if [ "$code" = 0 ]; then
    if [ -t 1 ]; then printf '\r%s: %d s\033[K\n' "$what" $((SECONDS - began)); fi
    return 0
  fi
  if [ -t 1 ]; then echo; fi
  stop "$(reason) Run it again: what was fetched is kept."
}

# The line that says why the last command failed, and what to do.
reason() {
  local proxy=${HTTPS_PROXY:-${https_proxy:-${ALL_PROXY:-${all_proxy:-}}}}
  if grep -qiE 'no space left|disk quota|os error 28' "$log"; then
    echo "the disk is full: $PWD and uv's cache need 1.5 GB together. Make room."
  elif grep -qiE 'hash mismatch|do not match the hashes' "$log"; then
    echo "a fetched package is not the one that was locked ($(grep -oiE '`[a-z0-9_.-]+==[^`]+`' "$log" | head -n 1 | tr -d '`')): it was not installed. A proxy or mirror may change files; use another."
  elif grep -qiE '\b407\b|proxy auth' "$log"; then
    echo "the proxy asks for a name and a password (407). Set HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT."
  elif grep -qiE 'error sending request|dns error|connection (refused|reset)|failed to (connect|fetch|download)|timed out|max retries|name resolution|tunnel|ConnectionError|NewConnectionError|ProxyError|no matching distribution|no versions of' "$log"; then
    echo "the package index was not reached${proxy:+ through the proxy of HTTPS_PROXY}. Check the network${proxy:+ and the proxy}, or set HTTPS_PROXY."
  elif grep -qiE 'permission denied|read-only file system' "$log"; then
    echo "a file could not be written: $(grep -iE 'permission denied|read-only file system' "$log" | tail -n 1 | sed 's/^ *//')."
  else
    echo "this failed: $(grep . "$log" | tail -n 1 | sed 's/^ *//')."
  fi
}

# --- uv, from its own lock ----------------------------------------------------------------------

UV=$(command -v uv || true)
if [ -z "$UV" ] || ! "$UV" --version > /dev/null 2>&1; then
  UV=.uv/bin/uv
  if ! "$UV" --version > /dev/null 2>&1; then
    rm -rf .uv .uv.new
    pip=("$python" -m pip)
    if ! "${pip[@]}" --version > /dev/null 2>&1; then
      # Debian's Python has no pip, and with python3-venv it can make one.
      "$python" -m venv .uv.pip > "$log" 2>&1 || { rm -rf .uv.pip; stop "neither uv nor pip was found. Install uv, or pip (on Debian: apt install python3-venv), and run this again; nothing was changed."; }
      pip=(.uv.pip/bin/python -m pip)
    fi
    work "Installing uv into .uv" "${pip[@]}" install --quiet --disable-pip-version-check --no-input --retries 1 \
      --only-binary :all: --require-hashes --target .uv.new -r tools/uv.requirements.txt
    mv .uv.new .uv
    rm -rf .uv.pip
  fi
fi

# --- The environment ----------------------------------------------------------------------------

# The words for an environment that an older release made, or that was left half made.
if [ -e "$venv/bin/python" ] && ! "$venv/bin/python" -c "$supported" 2> /dev/null; then
  echo "$venv is of another Python, $("$venv/bin/python" -c 'import platform; print(platform.python_version())' 2> /dev/null || echo "which is gone"): it is made anew. Records and settings are kept."
fi
if [ -z "$installed" ] || ! "$venv/bin/python" -c "$supported" 2> /dev/null; then
  # A folder that is a disk of its own, as in a container, can only be emptied.
  rm -rf "$venv" 2> /dev/null || find "$venv" -mindepth 1 -delete
  work "Making $venv" "$UV" venv --no-config --allow-existing --no-python-downloads --python "$python" "$venv"
fi
rm -f "$venv/installed" "$venv/bin/ppi-guide" "$venv/bin/rasa"
work "Installing the packages of $lock into $venv" \
  "$UV" pip sync --python "$venv/bin/python" --require-hashes --only-binary :all: "$lock"
# The project runs from its checkout: there is nothing to build.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/ppi_guide.pth"
# The libraries' tests of themselves are a twelfth of what is there, and nothing imports them.
find "$site" -type d -name tests -prune -exec rm -rf {} +
# What is imported is compiled by that: a fifth of what is there, and proof that it works here.
work "Compiling" env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -W ignore -c \
  'import bot.rasa.training, bot.server, bot.channels.telegram.service, bot.rasa.command_line, actions'
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m bot.cli "$@"\n' > "$venv/bin/ppi-guide"
printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m bot.rasa.command_line "$@"\n' > "$venv/bin/rasa"
chmod +x "$venv/bin/ppi-guide" "$venv/bin/rasa"
echo "$wanted" > "$venv/installed"
