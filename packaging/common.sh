# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by packaging/run and packaging/test; sourced, not run.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# install_missing WHEN...: installs those packages of packages.txt that are not there yet.
install_missing()
{
    local missing=() when package
    while read -r when package; do
        [[ " $* " == *" $when "* ]] || continue
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
            || missing+=("$package")
    done < <(grep -v '^#' "$root/packaging/packages.txt")
    [[ ${#missing[@]} -gt 0 ]] || return 0

    say "Installing: ${missing[*]}"
    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || {
            say "These packages are missing and this user may not install them. As root, run:"
            say "  apt-get install --no-install-recommends ${missing[*]}"
            exit 1
        }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# configure_and_build PRESET [cmake options...]: builds everything of a preset, ten files at a time.
configure_and_build()
{
    local preset=$1 log="$root/build/$1-configure.log"
    shift
    mkdir -p "$root/build"
    (cd "$root" && cmake --preset "$preset" -DTIDEMARK_UNITY=ON "$@" >"$log" 2>&1) || {
        cat "$log" >&2
        exit 1
    }
    say "Building ($preset)"
    (cd "$root" && cmake --build --preset "$preset" >"$root/build/$preset-build.log" 2>&1) || {
        tail -n 200 "$root/build/$preset-build.log" >&2
        exit 1
    }
}
