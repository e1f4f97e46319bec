#!/usr/bin/env bash
# Tests Kotlin, Java and what can be tested of Swift, from a clean checkout: needs cargo, a JDK of 11 or later, Maven and a C
# compiler. A second run builds only what changed.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
library="$("$here/native.sh" | tail -1)"

# One build of the library and the examples, which take the jar from it: nothing is installed, and Maven's own cache holds nothing of ours.
printed="$here/kotlin/target/printed.txt"
mvn --quiet --batch-mode --file "$here/pom.xml" verify | tee "$printed"
# The cash application of a day, the same in every language.
if [[ "$(< "$printed")" != *"$(< "$here/../../examples/python/cash.txt")"* ]]; then
    echo "examples/kotlin: Cash.kt prints something else than examples/python/cash.txt" >&2
    exit 1
fi
bash "$here/readme.sh"
bash "$here/swift/check.sh" "$library"

suites=("$here"/kotlin/target/surefire-reports/*.xml)
tests="$(grep -hoE '<testsuite [^>]*>' "${suites[@]}" | grep -oE ' tests="[0-9]+"' | tr -dc '0-9\n' | awk '{sum += $1} END {print sum}')"
echo "kotlin: $tests passed, 0 failed"
