#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches and builds what the page needs from source (SDL2, Dear ImGui, GoogleTest for wasm, the font), once for
# every version and compiler, into $SEGUE_CACHE. Nothing is fetched or built when it is there already.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=versions.env
source "$here/versions.env"
cache="${SEGUE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/segue}/third_party"

usage() {
  cat <<'TEXT'
usage: wasm/third_party/fetch.sh [all | sdl2 | imgui | googletest | fonts]...
       wasm/third_party/fetch.sh --print-dir fonts

Puts the third-party parts of the page, built, into a cache that all clones share. Without a part: all,
GoogleTest only where its source package is installed. The cache is $SEGUE_CACHE/third_party, by default
~/.cache/segue/third_party. Needs Emscripten, cmake, ninja and, for
the parts that are missing, Debian's package mirror. Safe to run twice and from two shells at once.

example: SEGUE_CACHE=/var/cache/segue wasm/third_party/fetch.sh all
TEXT
}

say() { printf 'segue: %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The folder of one built part: name, version, compiler, and eight digits of its recipe's hash.
built_dir() {  # name version
  local recipe
  recipe=$(sha256sum "$here/$1/CMakeLists.txt")
  printf '%s/%s-%s-emcc-%s-%s' "$cache" "$1" "$2" "$emcc_version" "${recipe:0:8}"
}

find_compiler() {
  local emcc=emcc
  if [[ -n "${EMSDK:-}" && -x "$EMSDK/upstream/emscripten/emcc" ]]; then
    emcc="$EMSDK/upstream/emscripten/emcc"
  fi
  command -v "$emcc" > /dev/null ||
    fail "Emscripten (emcc) was not found; install the package emscripten or set EMSDK to an emsdk folder"
  emcc_version=$("$emcc" --version | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
  [[ -n "$emcc_version" ]] || fail "cannot read a version from '$emcc --version'"
}

# Downloads one source package of another suite with apt, without touching the system's lists or sources.
download() {  # package=version suite archive sha256
  local package=$1 suite=$2 archive=$3 sha256=$4 work mirror keyring
  [[ -f "$cache/src/$archive" ]] && return
  command -v apt-get > /dev/null ||
    fail "$archive is needed and there is no apt-get to fetch it with; put that file (sha256 $sha256) into $cache/src"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | awk '/debian/ && !/security/ && !found { print; found = 1 }')
  [[ -n "$mirror" ]] ||
    fail "the system's package sources name no Debian mirror; put $archive (sha256 $sha256) into $cache/src"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  work=$(mktemp -d "$cache/download.XXXXXX")
  mkdir -p "$work"/{lists/partial,cache/archives/partial,files}
  if [[ "$(id -u)" == 0 ]] && id _apt > /dev/null 2>&1; then chmod 755 "$work"; chown -R _apt "$work"; fi
  printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" > "$work/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Get::List-Cleanup=0)
  say "fetching the source package $package ($suite)"
  if ! apt-get "${options[@]}" update > "$work/log" 2>&1 ||
     ! (cd "$work/files" && apt-get "${options[@]}" source --download-only "$package") >> "$work/log" 2>&1; then
    sed 's/^/  apt: /' "$work/log" >&2
    rm -rf "$work"
    fail "the source package $package could not be fetched; check the network, or put $archive (sha256 $sha256) into $cache/src"
  fi
  local found
  found=$(sha256sum "$work/files/$archive" | cut -d' ' -f1)
  if [[ "$found" != "$sha256" ]]; then
    rm -rf "$work"
    fail "$archive: expected sha256 $sha256, found $found; nothing was kept"
  fi
  mkdir -p "$cache/src"
  mv "$work/files/$archive" "$cache/src/$archive"
  rm -rf "$work"
}

# Unpacks a checked archive to src/<name>-<version>.
unpack() {  # name version archive sha256
  local target="$cache/src/$1-$2" work found
  [[ -d "$target" ]] && return
  found=$(sha256sum "$cache/src/$3" | cut -d' ' -f1)
  [[ "$found" == "$4" ]] || fail "$cache/src/$3: expected sha256 $4, found $found; remove that file and run this again"
  work=$(mktemp -d "$cache/src/unpack.XXXXXX")
  tar -xf "$cache/src/$3" -C "$work" --strip-components=1
  chmod 755 "$work"
  mv -T "$work" "$target"
}

# Configures, builds and installs one part aside, then renames it to its final name.
build() {  # name version cmake-options...
  local name=$1 version=$2 target work
  shift 2
  target=$(built_dir "$name" "$version")
  say "building $name $version with Emscripten $emcc_version"
  work=$(mktemp -d "$cache/build.XXXXXX")
  if ! { NODE_PATH="${NODE_PATH:-/usr/share/nodejs}" cmake -S "$here/$name" -B "$work/build" -G Ninja \
           -DCMAKE_TOOLCHAIN_FILE="$here/../toolchain.cmake" -DCMAKE_BUILD_TYPE=MinSizeRel \
           -DCMAKE_C_FLAGS_MINSIZEREL="-Os -DNDEBUG" -DCMAKE_CXX_FLAGS_MINSIZEREL="-Os -DNDEBUG" \
           -DCMAKE_INSTALL_PREFIX="$work/install" "$@" &&
         cmake --build "$work/build" --target install; } > "$work/log" 2>&1; then
    tail -n 30 "$work/log" >&2
    mv "$work/log" "$cache/$name-failed.log"
    rm -rf "$work"
    fail "building $name failed; the whole log is in $cache/$name-failed.log"
  fi
  mv -T "$work/install" "$target"
  rm -rf "$work"
}

need_sdl2() {
  [[ -d "$(built_dir sdl2 "$SDL2_VERSION")" ]] && return
  [[ -d "$cache/src/sdl2-$SDL2_VERSION" ]] || download "$SDL2_PACKAGE" "$SDL2_SUITE" "$SDL2_ARCHIVE" "$SDL2_SHA256"
  unpack sdl2 "$SDL2_VERSION" "$SDL2_ARCHIVE" "$SDL2_SHA256"
  build sdl2 "$SDL2_VERSION" -DSOURCE_DIR="$cache/src/sdl2-$SDL2_VERSION"
}

need_imgui() {
  [[ -d "$(built_dir imgui "$IMGUI_VERSION")" && -d "$cache/src/imgui-$IMGUI_VERSION" ]] && return
  need_sdl2
  [[ -d "$cache/src/imgui-$IMGUI_VERSION" ]] || download "$IMGUI_PACKAGE" "$IMGUI_SUITE" "$IMGUI_ARCHIVE" "$IMGUI_SHA256"
  unpack imgui "$IMGUI_VERSION" "$IMGUI_ARCHIVE" "$IMGUI_SHA256"
  [[ -d "$(built_dir imgui "$IMGUI_VERSION")" ]] && return
  build imgui "$IMGUI_VERSION" -DSOURCE_DIR="$cache/src/imgui-$IMGUI_VERSION" \
    -DSDL2_DIR="$(built_dir sdl2 "$SDL2_VERSION")"
}

need_googletest() {
  [[ -d "$(built_dir googletest "$GOOGLETEST_VERSION")" ]] && return
  local source=${SEGUE_GOOGLETEST_SOURCE:-/usr/src/googletest}
  [[ -f "$source/CMakeLists.txt" ]] ||
    fail "GoogleTest's source is not in $source; install the package googletest or set SEGUE_GOOGLETEST_SOURCE"
  build googletest "$GOOGLETEST_VERSION" -DSOURCE_DIR="$source"
}

# Inter (OFL), cut to the scripts of European languages, arrows and music signs: 260 kB become about 70.
need_fonts() {
  local target="$cache/fonts-$FONTS_VERSION" source=${SEGUE_FONT_DIR:-/usr/share/fonts/opentype/inter} work weight
  [[ -d "$target" ]] && return
  [[ -f "$source/Inter-Regular.otf" ]] ||
    fail "the font Inter is not in $source; install the package fonts-inter or set SEGUE_FONT_DIR"
  command -v hb-subset > /dev/null || fail "hb-subset was not found; install the package libharfbuzz-bin"
  say "cutting the font Inter to what the page shows"
  work=$(mktemp -d "$cache/fonts.XXXXXX")
  for weight in Regular SemiBold; do
    hb-subset "$source/Inter-$weight.otf" --output-file="$work/Inter-$weight.otf" --no-hinting --layout-features= \
      --unicodes="$FONTS_UNICODES" || { rm -rf "$work"; fail "hb-subset could not cut $source/Inter-$weight.otf"; }
  done
  chmod 755 "$work"
  mv -T "$work" "$target"
}

if [[ "${1:-}" == --print-dir ]]; then
  [[ "${2:-}" == fonts ]] || { printf "error: --print-dir knows only fonts; see fetch.sh --help\n" >&2; exit 2; }
  printf '%s\n' "$cache/fonts-$FONTS_VERSION"
  exit 0
fi
parts=()
for argument in "$@"; do
  case "$argument" in
    -h | --help) usage; exit 0 ;;
    all) parts+=(sdl2 imgui googletest fonts) ;;
    sdl2 | imgui | googletest | fonts) parts+=("$argument") ;;
    *) printf "error: unknown part '%s'; see fetch.sh --help\n" "$argument" >&2; exit 2 ;;
  esac
done
if [[ ${#parts[@]} -eq 0 ]]; then  # what this machine can build: GoogleTest is for the tests only
  parts=(sdl2 imgui fonts)
  [[ ! -d "${SEGUE_GOOGLETEST_SOURCE:-/usr/src/googletest}" ]] || parts+=(googletest)
fi

for tool in cmake ninja flock sha256sum tar; do
  command -v "$tool" > /dev/null || fail "$tool was not found; install it and run this again"
done
emcc_version=
find_compiler
mkdir -p "$cache"
exec 9> "$cache/.lock"
flock -n 9 || { say "waiting for another run that fills $cache"; flock 9; }
for part in "${parts[@]}"; do "need_$part"; done
