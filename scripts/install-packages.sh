#!/bin/sh
# Installs the Debian packages of the named groups in packages.txt. Does nothing, quickly, when all are there.
#   scripts/install-packages.sh build test
set -eu
here=$(dirname "$0")
missing=""
for group in "$@"; do
    for package in $(sed -n "s/^$group //p" "$here/packages.txt"); do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || missing="$missing $package"
    done
done
[ -n "$missing" ] || exit 0
echo "neutrino: installing Debian packages:$missing"
sudo=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "neutrino: run as root, or install sudo" >&2; exit 1; }
    sudo=sudo
fi
$sudo apt-get update -qq
# shellcheck disable=SC2086  # one word a package
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
