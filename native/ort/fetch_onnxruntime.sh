#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts ONNX Runtime where CMake and segue look for it: headers of the next Debian's development package, the library
# of npm's onnxruntime-node. Both are checked against the hashes below. Does nothing when both are there already.
set -euo pipefail

version=1.30.0
headers_package=libonnxruntime-dev  # its 1.21 headers describe an interface that every later library still serves
headers_suite=trixie
headers_sha256='7783e9664bdb0b1b36145b5c8587dd1bc9a399aa000edf2e3dd03003cafc6882  onnxruntime_c_api.h
b3b27d6a6fced0725e3f188379cca008b1d7a456997684756374d4b388f2cf05  onnxruntime_cxx_api.h
7f448e994c732eacd9e49900365fefa8f1ac998a6d6eb78e5f4aab1b8d9d8900  onnxruntime_cxx_inline.h
6c4db3d1954b266c4febe413351af86cac922e3448538e7e452e51d646e56a4a  onnxruntime_float16.h'

cache=${SEGUE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/segue}
target=$cache/onnxruntime-$version

usage() {
  cat <<TEXT
usage: native/ort/fetch_onnxruntime.sh [headers]

Fetches ONNX Runtime $version for the segue command into
$target/{include,lib}
(\$SEGUE_CACHE, default ~/.cache/segue); with "headers" only what compiling needs. Needs apt-get, and npm
for the library, with their mirrors the first time.

example: SEGUE_CACHE=/var/cache/segue native/ort/fetch_onnxruntime.sh
TEXT
}

say() { printf 'segue: %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

case "$(uname -m)" in
  x86_64) cpu=x64 library_sha256=ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23 ;;
  aarch64) cpu=arm64 library_sha256=1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76 ;;
  *) cpu='' library_sha256='' ;;
esac

# Headers with apt, out of a later suite, without touching the system's lists or sources.
fetch_headers() {  # into
  local work=$1/apt mirror options
  command -v apt-get > /dev/null ||
    fail "ONNX Runtime's headers are needed and there is no apt-get to fetch them with; give CMake their folder: -DSEGUE_ORT_INCLUDE=..."
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | awk '/debian/ && !/security/ && !found { print; found = 1 }')
  [[ -n "$mirror" ]] ||
    fail "the system's package sources name no Debian mirror; give CMake the folder of ONNX Runtime's headers: -DSEGUE_ORT_INCLUDE=..."
  mkdir -p "$work"/{lists/partial,cache/archives/partial,files}
  if [[ "$(id -u)" == 0 ]] && id _apt > /dev/null 2>&1; then
    chmod 755 "$1"
    chown -R _apt "$work"
  fi
  printf 'deb [signed-by=%s] %s %s main\n' /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" "$headers_suite" \
    > "$work/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Get::List-Cleanup=0)
  if ! apt-get "${options[@]}" update > "$work/log" 2>&1 ||
     ! (cd "$work/files" && apt-get "${options[@]}" download "$headers_package") >> "$work/log" 2>&1 ||
     ! dpkg-deb -x "$work"/files/*.deb "$work/unpacked" >> "$work/log" 2>&1; then
    sed 's/^/  apt: /' "$work/log" >&2
    fail "$headers_package ($headers_suite) could not be fetched; check the network and run this again"
  fi
  (cd "$work/unpacked/usr/include/onnxruntime" && sha256sum --check --quiet --strict <<< "$headers_sha256") >&2 ||
    fail "the headers in $headers_package are not the expected ones; nothing was kept"
  mkdir -p "$1/include"
  cut -d' ' -f3 <<< "$headers_sha256" |
    while read -r name; do cp "$work/unpacked/usr/include/onnxruntime/$name" "$1/include/"; done
}

# One library out of npm's archive, which holds those of all systems.
fetch_library() {  # into
  local name=libonnxruntime.so.1 inside found archive=onnxruntime-node-$version.tgz
  [[ -n "$cpu" ]] ||
    fail "there is no ready-made ONNX Runtime for $(uname -m); install one and set SEGUE_ORT_LIB to its libonnxruntime.so"
  command -v npm > /dev/null || fail "npm was not found; install it and run this again"
  inside=package/bin/napi-v6/linux/$cpu/$name
  if ! (cd "$1" && npm pack --silent "onnxruntime-node@$version") > "$1/log" 2>&1; then
    sed 's/^/  npm: /' "$1/log" >&2
    fail "onnxruntime-node $version could not be fetched; check the network and run this again"
  fi
  mkdir -p "$1/lib"
  tar -xzf "$1/$archive" -O "$inside" > "$1/lib/$name" || fail "$archive has no $inside; nothing was kept"
  found=$(sha256sum "$1/lib/$name" | cut -d' ' -f1)
  [[ "$found" == "$library_sha256" ]] ||
    fail "$name of onnxruntime-node $version: expected sha256 $library_sha256, found $found; nothing was kept"
}

headers_only=
case ${1:-} in
  '') ;;
  headers) headers_only=1 ;;
  -h | --help) usage; exit 0 ;;
  *) printf "error: unknown argument '%s'; see --help\n" "$1" >&2; exit 2 ;;
esac
has_headers() { [[ -f "$target/include/onnxruntime_cxx_api.h" ]]; }
has_library() { [[ -n "$headers_only" || -f "$target/lib/libonnxruntime.so.1" ]]; }
has_headers && has_library && exit 0

mkdir -p "$cache"
exec 9> "$cache/.onnxruntime.lock"
flock 9  # another clone may be filling the same cache
has_headers && has_library && exit 0
say "fetching ${headers_only:+the headers of }ONNX Runtime $version into $target"
work=$(mktemp -d "$cache/onnxruntime.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$target"
if ! has_headers; then
  fetch_headers "$work"
  rm -rf "$target/include"
  mv -T "$work/include" "$target/include"
fi
if ! has_library; then
  fetch_library "$work"
  rm -rf "$target/lib"
  mv -T "$work/lib" "$target/lib"
fi
