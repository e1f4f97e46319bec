#!/usr/bin/env bash
# Two benches on the release library: 50,000 items through the row API of Kotlin beside the Rust call, and what calls take in memory.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
"$here/native.sh" release
rust="$(cd "$here/../.." && cargo run --quiet --locked --release --package openitem-uniffi --example aging)"
mvn --quiet --batch-mode --file "$here/kotlin/pom.xml" test -Dtest=AgingBench,MemoryBench -Dexcluded.tests= \
    -DargLine="-Drust.milliseconds=$rust -Xms2g -Xmx2g -XX:+UseSerialGC -XX:+AlwaysPreTouch"
grep -ohE "(aging\.age of 50|memory: ).*" "$here"/kotlin/target/surefire-reports/TEST-io.github.openitem.*Bench.xml
