#!/bin/sh
# The checks that a machine can make of the sources.
#   scripts/lint.sh format|sizes|includes... ;  scripts/lint.sh tidy BUILD-FOLDER
set -u
cd "$(dirname "$0")/.." || exit 1
status=0

check_format() {
    git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run --Werror || return 1
}

# Headers up to 250 lines, sources up to 600 (STYLE.md).
check_sizes() {
    git ls-files '*.cpp' '*.h' '*.py' | while read -r file; do
        limit=600
        case $file in *.h) limit=250 ;; esac
        lines=$(wc -l <"$file")
        [ "$lines" -le "$limit" ] || echo "$file: $lines lines, the limit is $limit"
    done | { ! grep .; }
}

check_includes() { /usr/bin/python3 scripts/check_includes.py; }

check_tidy() {
    jq=$(mktemp)
    trap 'rm -f "$jq"' EXIT
    git ls-files 'src/*.cpp' 'apps/*.cpp' | grep -v '_test\.cpp$' >"$jq"
    xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$1" <"$jq" 2>/dev/null
}

while [ $# -gt 0 ]; do
    case $1 in
        tidy) shift; check_tidy "${1:?build folder}" || status=1 ;;
        format | sizes | includes) "check_$1" || { echo "lint: $1 failed"; status=1; } ;;
        *) echo "lint: unknown check $1" >&2; exit 2 ;;
    esac
    shift
done
exit $status
