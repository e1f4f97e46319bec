#!/usr/bin/env bash
# The bench of 50,000 items: the row API of Kotlin beside the Rust call, both on the release library.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
"$here/native.sh" release
rust="$(cd "$here/../.." && cargo run --quiet --locked --release --package openitem-uniffi --example aging)"
mvn --quiet --batch-mode --file "$here/kotlin/pom.xml" test -Dtest=AgingBench -Dexcluded.tests= \
    -DargLine="-Drust.milliseconds=$rust"
grep -h "aging.age" "$here/kotlin/target/surefire-reports/TEST-io.github.openitem.AgingBench.xml"
