#!/bin/sh
# Installs Magewalk: downloads the archive of a release for this machine, holds it against the size and the
# SHA-256 that are pinned below, and puts the one binary into a folder. Needs no root. Nothing is done before the
# whole of this file was read: the last line calls `main`.
# shellcheck disable=SC2016 # a message names things in backticks
set -eu

# One line for each archive: version, platform, bytes, SHA-256, address; the newest version first.
# `packaging/pin` writes these lines when a release is made. Without any, nothing can be installed.
PINNED='
'

usage() {
    cat <<'USAGE'
Usage: install.sh [--to DIR] [--version VERSION] [--from URL] [--cache DIR]
       install.sh --digest [--version VERSION]

  --to DIR           the folder of the binary; ~/.local/bin without
  --version VERSION  one of the versions whose digests this file has; the newest without
  --from URL         a mirror: the folder that has the archives
  --cache DIR        keep the archive there, and take it from there while it is the right one
  --digest           print the SHA-256 of the archive for this machine, and install nothing
USAGE
}

fail() { # MESSAGE [HINT]
    printf 'install.sh: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
    exit 1
}

# Prints the name of this machine's platform, as the archives have it.
platform() {
    system=$(uname -s)
    machine=$(uname -m)
    case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for the processor \`$machine\`" 'build it: cargo install --locked --path .' ;;
    esac
    case $system in
    Linux) printf 'linux-%s' "$machine" ;;
    Darwin) printf 'macos-%s' "$machine" ;;
    *) fail "this file cannot install on \`$system\`" 'on Windows, unpack the .zip of the release' ;;
    esac
}

# Prints the line of a version and a platform; of the newest version where none is named.
pinned() { # VERSION PLATFORM
    [ -n "$(printf %s "$PINNED" | tr -d '[:space:]')" ] ||
        fail 'no release is pinned in this file, so nothing can be told from a forgery' \
            'take the install.sh that belongs to a release, or build it: cargo install --locked --path .'
    wanted=$1
    [ -n "$wanted" ] || wanted=$(printf '%s' "$PINNED" | awk 'NF { print $1; exit }')
    line=$(printf '%s' "$PINNED" | awk -v version="$wanted" -v platform="$2" \
        '$1 == version && $2 == platform { print; exit }')
    [ -n "$line" ] ||
        fail "version \`$wanted\` for \`$2\` is not pinned in this file" \
            "it has: $(printf '%s' "$PINNED" | awk 'NF { printf "%s%s %s", sep, $1, $2; sep = ", " }')"
    printf '%s' "$line"
}

# Prints what reckons a SHA-256 here.
hasher() {
    if command -v sha256sum >/dev/null 2>&1; then
        printf 'sha256sum'
    elif command -v shasum >/dev/null 2>&1; then
        printf 'shasum -a 256'
    elif command -v openssl >/dev/null 2>&1; then
        printf 'openssl dgst -sha256 -r'
    else
        fail 'there is no `sha256sum`, `shasum` or `openssl`, so a download cannot be checked' 'install one of them'
    fi
}

download() { # URL FILE
    # A cache on the way is asked not to answer for the server.
    if command -v curl >/dev/null 2>&1; then
        status=$(curl --silent --show-error --location --proto '=http,https' --retry 3 --connect-timeout 20 \
            --header 'Cache-Control: no-cache' --output "$2" --write-out '%{http_code}' "$1") ||
            case $? in
            18) fail "\`$1\` broke off: fewer bytes arrived than were announced" 'try again' ;;
            *) fail "cannot download \`$1\`" 'is the network there? --from names a mirror' ;;
            esac
        [ "$status" = 200 ] || fail "\`$1\` was answered with status $status" 'is the release there? --from names a mirror'
    elif command -v wget >/dev/null 2>&1; then
        wget -q --header 'Cache-Control: no-cache' -O "$2" "$1" ||
            fail "cannot download \`$1\`" 'is the network there, and the release? --from names a mirror'
    else
        fail 'there is neither `curl` nor `wget`' 'install one of them'
    fi
}

# Says what is wrong with an archive; nothing where it is the one that is pinned.
wrong() { # FILE SIZE DIGEST
    size=$(($(wc -c <"$1")))
    digest=$($hasher <"$1" | cut -d ' ' -f 1)
    [ "$digest" != "$3" ] || return 0
    start=$(head -c 256 "$1" | tr -d '\000' | tr '[:upper:]' '[:lower:]')
    case $start in
    *'<!doctype'* | *'<html'*) printf 'an HTML page, such as a proxy or a login sends' ;;
    *)
        if [ "$size" -lt "$2" ]; then
            printf 'cut short: %s of %s bytes' "$size" "$2"
        else
            printf 'not what was released: its SHA-256 is %s, and %s is pinned' "$digest" "$3"
        fi
        ;;
    esac
}

# Puts the archive that is pinned at FILE, from the cache or from the network.
fetch() { # URL FILE SIZE DIGEST CACHE
    kept="$5/${1##*/}"
    if [ -n "$5" ] && [ -f "$kept" ]; then
        cp -- "$kept" "$2"
        problem=$(wrong "$2" "$3" "$4")
        [ -n "$problem" ] || return 0
        printf 'install.sh: `%s` is %s; it is downloaded again\n' "$kept" "$problem" >&2
        rm -f -- "$kept"
    fi
    download "$1" "$2"
    problem=$(wrong "$2" "$3" "$4")
    [ -z "$problem" ] ||
        fail "\`$1\` is $problem; nothing was installed" 'try again later or elsewhere; if it stays so, tell the maintainers'
    if [ -n "$5" ]; then
        mkdir -p -- "$5"
        cp -- "$2" "$kept.$$"
        mv -f -- "$kept.$$" "$kept"
    fi
}

# Unpacks the archive and puts the binary in its place, at once or not at all.
install() { # LINE TO FROM CACHE
    # shellcheck disable=SC2086 # a line is five words
    set -- "$2" "$3" "$4" $1
    to=$1 from=$2 cache=$3 version=$4 size=$6 digest=$7 url=$8
    [ -z "$from" ] || url="${from%/}/${url##*/}"
    [ ! -d "$to/magewalk" ] || fail "\`$to/magewalk\` is a folder" 'name another place with --to'
    mkdir -p -- "$to" || fail "cannot make the folder \`$to\`" 'name another place with --to'
    work=$(mktemp -d "$to/.magewalk.XXXXXX") || fail "cannot write to \`$to\`" 'name another place with --to'
    trap 'rm -rf -- "$work"' EXIT
    trap 'exit 130' HUP INT TERM
    fetch "$url" "$work/archive" "$size" "$digest" "$cache"
    file=${url##*/}
    binary=${file%.tar.gz}/magewalk
    tar -xzf "$work/archive" -C "$work" "$binary" || fail "cannot unpack \`$url\`" 'is the disk full?'
    chmod 755 "$work/$binary"
    said=$("$work/$binary" --version) || fail 'the binary does not start on this machine; nothing was installed' \
        'build it: cargo install --locked --path .'
    [ "$said" = "magewalk $version" ] || fail "the binary says \`$said\`, not \`magewalk $version\`; nothing was installed"
    mv -f -- "$work/$binary" "$to/magewalk"
    printf 'installed magewalk %s in %s\n' "$version" "$to"
    case ":$PATH:" in
    *":$to:"*) ;;
    *) printf 'hint: `%s` is not in PATH\n' "$to" >&2 ;;
    esac
}

main() {
    to='' version='' from='' cache='' only_digest=''
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help)
            usage
            return
            ;;
        --digest)
            only_digest=yes
            shift
            continue
            ;;
        --to | --version | --from | --cache) [ -n "${2-}" ] || fail "\`$1\` needs a value" 'see --help' ;;
        *) fail "unknown argument \`$1\`" 'see --help' ;;
        esac
        case $1 in
        --to) to=$2 ;;
        --version) version=${2#v} ;;
        --from) from=$2 ;;
        --cache) cache=$2 ;;
        esac
        shift 2
    done
    platform=$(platform)
    line=$(pinned "$version" "$platform")
    hasher=$(hasher)
    if [ -n "$only_digest" ]; then
        printf '%s\n' "$line" | cut -d ' ' -f 4
        return
    fi
    if [ -z "$to" ]; then
        [ -n "${HOME-}" ] || fail 'there is no home folder' 'name a place with --to'
        to=$HOME/.local/bin
    fi
    install "$line" "$to" "$from" "$cache"
}

main "$@"
