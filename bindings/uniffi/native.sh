#!/usr/bin/env bash
# Builds the native library and puts it where the Maven project packs it from. `native.sh release` builds the one that is shipped, of
# the profile `small`.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
profile="${1:-dev}"
[ "$profile" != release ] || profile=small
cd "$root"
cargo build --locked --package openitem-uniffi --profile "$profile"
built="${CARGO_TARGET_DIR:-$root/target}/$([ "$profile" = dev ] && echo debug || echo "$profile")"

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x86-64 library=libopenitem_uniffi.so ;;
    Linux-aarch64) platform=linux-aarch64 library=libopenitem_uniffi.so ;;
    Darwin-x86_64) platform=darwin-x86-64 library=libopenitem_uniffi.dylib ;;
    Darwin-arm64) platform=darwin-aarch64 library=libopenitem_uniffi.dylib ;;
    MINGW*-x86_64 | MSYS*-x86_64 | CYGWIN*-x86_64) platform=win32-x86-64 library=openitem_uniffi.dll ;;
    *) echo "native.sh: no name is known for the libraries of $(uname -s)-$(uname -m)" >&2; exit 1 ;;
esac
target="$root/bindings/uniffi/kotlin/target/native/$platform/$library"
mkdir -p "$(dirname "$target")"
# A file that did not change keeps its date, so that Maven has nothing to do.
stripped="$(mktemp)"
cp "$built/$library" "$stripped"
# What is not needed to run stays out of the jar; UniFFI's own description is read from the unstripped library only.
if command -v strip >/dev/null 2>&1; then strip -x "$stripped" 2>/dev/null || true; fi
if ! cmp -s "$stripped" "$target"; then cp "$stripped" "$target" && chmod 755 "$target"; fi
rm -f "$stripped"
echo "$target"
