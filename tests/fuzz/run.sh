#!/bin/sh
# Runs every libFuzzer target of a build folder for some seconds each; stops at the first that finds something.
#   tests/fuzz/run.sh build-fuzz 60
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for target in "$1"/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target" | sed 's/^fuzz_//')
    work=$(mktemp -d)
    echo "fuzz: $name for $2 s"
    "$target" -max_total_time="$2" -max_len=4096 -timeout=10 -artifact_prefix="$1/" "$work" "$here/corpus/$name" || {
        rm -rf "$work"; echo "fuzz: $name failed; the input is in $1" >&2; exit 1; }
    rm -rf "$work"
done
