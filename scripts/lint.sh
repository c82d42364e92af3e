#!/bin/sh
# The checks that a machine can make of the sources.
#   scripts/lint.sh format|sizes|includes|definitions|docs... ;  scripts/lint.sh tidy BUILD-FOLDER
set -u
cd "$(dirname "$0")/.." || exit 1
status=0

check_format() {
    git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run --Werror || return 1
}

# STYLE.md's limits.
check_sizes() {
    git ls-files '*.cpp' '*.h' '*.py' | while read -r file; do
        limit=600
        case $file in *.h) limit=200 ;; esac
        lines=$(wc -l <"$file")
        [ "$lines" -le "$limit" ] || echo "$file: $lines lines, the limit is $limit"
    done | { ! grep .; }
}

check_includes() { /usr/bin/python3 scripts/check_includes.py; }
check_definitions() { /usr/bin/python3 scripts/check_definitions.py; }
check_docs() { /usr/bin/python3 scripts/check_docs.py; }

check_tidy() {
    sources=$(mktemp)
    trap 'rm -f "$sources"' EXIT
    git ls-files 'src/*.cpp' 'apps/*.cpp' | grep -v '_test\.cpp$' >"$sources"
    xargs -P "$(nproc)" -n 4 clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p "$1" <"$sources" 2>/dev/null
}

while [ $# -gt 0 ]; do
    case $1 in
        tidy) shift; check_tidy "${1:?build folder}" || status=1 ;;
        format | sizes | includes | definitions | docs) "check_$1" || { echo "lint: $1 failed"; status=1; } ;;
        *) echo "lint: unknown check $1" >&2; exit 2 ;;
    esac
    shift
done
exit $status
