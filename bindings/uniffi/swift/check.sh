#!/usr/bin/env bash
# What can be checked of the Swift package without Swift: the C headers compile, the module maps name headers that are there, and
# every C function that the Swift sources call is in the library.
set -euo pipefail
library="$(realpath "$1")"
cd "$(dirname "$0")"
# _Nonnull is a word of clang, which Swift reads C with; gcc does without it.
compile=("${CC:-cc}" -std=c11 -Wall -Werror -fsyntax-only -D_Nonnull= -D_Nullable=)
for header in Sources/*FFI/include/*.h; do
    "${compile[@]}" "$(dirname "$header")/../$(basename "$header" .h).c" -I "$(dirname "$header")"
    map="$(dirname "$header")/module.modulemap"
    grep -q "header \"$(basename "$header")\"" "$map"
    grep -q "^module $(basename "$header" .h) {" "$map"
    declared="$(grep -oE '\b(uniffi|ffi)_openitem[a-z0-9_]*\(' "$header" | tr -d '(' | sort -u)"
    exported="$(nm -D --defined-only "$library" | awk '{print $3}' | sort -u)"
    missing="$(comm -23 <(echo "$declared") <(echo "$exported"))"
    [ -z "$missing" ] || { echo "$header declares what the library has not: $missing" >&2; exit 1; }
    echo "$(basename "$header"): $(echo "$declared" | wc -l) functions, all in the library"
done
