#!/usr/bin/env bash
# Builds the command line if a source is newer than the last build, then runs it from the caller's directory.
set -u

# The folder of this script, through any number of symbolic links (readlink -f is not everywhere).
script=${BASH_SOURCE[0]}
while [[ -L $script ]]; do
    target=$(readlink "$script")
    [[ $target == /* ]] || target=$(dirname "$script")/$target
    script=$target
done
root=$(cd -P "$(dirname "$script")" && pwd) || exit 1

sources=(Environments Environments.Service Learning Runtime Grains.Interfaces Grains Worker Client)
settings=(Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig global.json)
releases=$root/Client/bin/rl # one folder a build: a run that is under way keeps the files it was started from
current=$releases/current    # names the newest of them, and is as old as the start of its build
kept=3

fail() {
    [[ ! -t 2 ]] || printf '\r\e[K' >&2
    printf 'error: %s\n' "$1" >&2
    exit "${2:-1}"
}

# A folder's own time tells of files that were deleted or renamed.
is_current() {
    [[ -f $current && -f $releases/$(<"$current")/rl.dll ]] || return 1
    local newer
    newer=$(cd "$root" && find "${sources[@]}" "${settings[@]}" \( -name bin -o -name obj \) -prune -o -newer "$current" -print -quit 2>/dev/null)
    [[ -z $newer ]]
}

publish() {
    dotnet publish "$root/Client/Client.csproj" -c Release -nologo -v quiet -o "$releases/$release" "$@" 2>&1
}

build() {
    is_current && return
    local release output start=$releases/.start
    release=$(date +%Y%m%d-%H%M%S)-$$
    : >"$start" || fail "cannot write to $releases"
    trap 'rm -rf "${releases:?}/$release"; fail "stopped while building" 130' INT TERM
    [[ ! -t 2 ]] || printf 'building (the first time takes a minute)' >&2
    # Compiled ahead of time it starts faster; where the compiler for that cannot be had, it still works.
    if ! output=$(publish -p:AheadOfTime=true) && ! output=$(publish); then
        rm -rf "${releases:?}/$release"
        printf '%s\n' "$output" >&2
        fail "the build failed"
    fi
    trap - INT TERM
    [[ ! -t 2 ]] || printf '\r\e[K' >&2
    printf '%s\n' "$release" >"$current.next" && touch -r "$start" "$current.next" && mv -f "$current.next" "$current" \
        || fail "cannot write to $releases"
    (cd "$releases" && ls -dt -- */ | tail -n +$((kept + 1)) | xargs rm -rf --)
}

command -v dotnet >/dev/null || fail "dotnet is not installed: the .NET 10 SDK is needed (https://dotnet.microsoft.com/download)"

if ! is_current; then
    version=$(cd "$root" && dotnet --version 2>&1) || fail "the .NET 10 SDK is needed: $version"
    [[ ${version%%.*} -ge 10 ]] 2>/dev/null || fail "the .NET 10 SDK is needed, and this is $version (https://dotnet.microsoft.com/download)"
    # These folders appear in the first build, and would make those that they are in look changed after it.
    (cd "$root" && find "${sources[@]}" -name '*.csproj' | while read -r project; do
        mkdir -p "${project%/*}/bin" "${project%/*}/obj" || exit 1
    done && mkdir -p "$releases") || fail "cannot write to $root"
    if command -v flock >/dev/null; then
        exec 9>"$releases/.lock" && flock 9
        build
        exec 9>&- # the program that follows must not keep other builds waiting
    else
        build
    fi
fi

exec dotnet "$releases/$(<"$current")/rl.dll" "$@"
