#!/bin/sh
# Says in one line each what is missing, and how to get it.
missing=0

need() {
    echo "missing: $1; install $2" >&2
    missing=1
}

python=${PY_HOST:-python3}

command -v cargo >/dev/null 2>&1 ||
    need "a Rust toolchain" "it from https://rustup.rs (Rust 1.88 or later)"
cargo fmt --version >/dev/null 2>&1 || need "rustfmt" "it with: rustup component add rustfmt"
cargo clippy --version >/dev/null 2>&1 || need "clippy" "it with: rustup component add clippy"

if command -v "$python" >/dev/null 2>&1; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        need "Python 3.11 or later ($python is older)" "it from https://www.python.org"
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
        need "Python's venv module" "your system's python3-venv package"
else
    need "Python 3.11 or later" "it from https://www.python.org"
fi

if command -v node >/dev/null 2>&1; then
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
        need "Node 20 or later (node is older)" "it from https://nodejs.org"
else
    need "Node 20 or later" "it from https://nodejs.org"
fi
command -v npm >/dev/null 2>&1 || need "npm" "it with Node from https://nodejs.org"

exit $missing
