#!/bin/sh
# Says what is missing before anything is built: one line per missing thing and how to get it.
# Shell, because Node may be one of the missing things. PYTHON names the interpreter (python3).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-python3}
missing=0

need() { # name, how to get it
  printf 'missing: %s; get it: %s\n' "$1" "$2" >&2
  missing=$((missing + 1))
}

# at_least HAVE WANT: compares major.minor as numbers.
at_least() {
  have_major=${1%%.*} have_rest=${1#*.} want_major=${2%%.*} want_rest=${2#*.}
  have_minor=${have_rest%%.*} want_minor=${want_rest%%.*}
  [ "$have_major" -gt "$want_major" ] 2>/dev/null ||
    { [ "$have_major" -eq "$want_major" ] 2>/dev/null && [ "$have_minor" -ge "$want_minor" ] 2>/dev/null; }
}

rust_wanted=$(sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$root/Cargo.toml" 2>/dev/null | head -n 1)
rust_wanted=${rust_wanted:-1.91}
# Inside the repository, so that rust-toolchain.toml decides and rustup may fetch what it names.
rust_have=$(cd "$root" && rustc --version 2>/dev/null | cut -d' ' -f2)
if ! command -v cargo >/dev/null 2>&1 || [ -z "$rust_have" ]; then
  need "Rust $rust_wanted or newer (rustc, cargo)" "rustup, https://rustup.rs"
elif ! at_least "$rust_have" "$rust_wanted"; then
  need "Rust $rust_wanted or newer (found $rust_have)" "rustup update stable"
elif ! [ -d "$(cd "$root" && rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  need "the Rust target wasm32-unknown-unknown" "rustup target add wasm32-unknown-unknown"
fi

if ! command -v cc >/dev/null 2>&1 && ! command -v clang >/dev/null 2>&1; then
  need "a C compiler (for aws-lc)" "Debian: apt install build-essential; macOS: xcode-select --install"
fi

node_have=$(node --version 2>/dev/null)
if [ -z "$node_have" ]; then
  need "Node.js 20 or newer" "https://nodejs.org"
elif ! at_least "${node_have#v}" 20.0; then
  need "Node.js 20 or newer (found $node_have)" "https://nodejs.org"
elif ! command -v npm >/dev/null 2>&1; then
  need "npm" "it comes with Node.js: https://nodejs.org"
fi

python_have=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
if [ -z "$python_have" ]; then
  need "Python 3.11 or newer ($python)" "https://www.python.org, or name another one: make PYTHON=python3.12 ..."
elif ! at_least "$python_have" 3.11; then
  need "Python 3.11 or newer ($python is $python_have)" "https://www.python.org, or name another one: make PYTHON=python3.12 ..."
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  need "Python's venv module" "Debian: apt install python3-venv"
fi

if [ "$missing" -gt 0 ]; then
  printf '%d missing; nothing was built.\n' "$missing" >&2
  exit 1
fi
printf 'found: Rust %s, Node %s, Python %s\n' "$rust_have" "$node_have" "$python_have"
