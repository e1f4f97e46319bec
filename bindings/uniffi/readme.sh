#!/usr/bin/env bash
# Follows README.md as a new user does: writes the projects that it shows into target/readme, runs what it says to run, and compares
# what is printed. A code block names its file behind its language, an output its project and command. Needs the jar that
# test.sh builds. The user's Maven cache is read and gets nothing of ours.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="${CARGO_TARGET_DIR:-$root/target}/readme"
cache="$HOME/.m2/repository"
version="$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$here/kotlin/pom.xml" | head -1)"

rm -rf "$work"
# A local repository of links to the user's, in which openitem alone is real.
repository="$work/repository"
ours="$repository/io/github/openitem/openitem/$version"
mkdir -p "$ours"
cp "$here/kotlin/target/openitem-$version.jar" "$ours/"
cp "$here/kotlin/pom.xml" "$ours/openitem-$version.pom"
for each in "$cache"/* "$cache"/io/* "$cache"/io/github/*; do
    place="$repository/${each#"$cache"/}"
    if [ -e "$each" ] && [ ! -e "$place" ]; then ln -s "$each" "$place"; fi
done

# Every block whose first line says more than a language: files, and the output of commands as <number>.command and <number>.output.
awk -v work="$work" '
    /^```[a-z]+ / { words = $0; sub(/^```[a-z]+ /, "", words)
        if ($1 == "```text") { file = sprintf("%s/%d.output", work, ++count); print words > sprintf("%s/%d.command", work, count) }
        else file = work "/" words
        folder = file; sub(/\/[^\/]*$/, "", folder); system("mkdir -p \"" folder "\""); printf "" > file; next }
    /^```/ { if (file) close(file); file = ""; next }
    file { print > file }
' "$here/README.md"

checked=0
for output in "$work"/*.output; do
    read -r project command < "${output%.output}.command"
    read -r -a words <<< "$command"
    [ "${words[0]}" = mvn ] || { echo "readme.sh: no command of Maven: $command" >&2; exit 1; }
    # Some Mavens reset the colour before and after, even where there is none.
    printed="$(cd "$work/$project" && mvn --batch-mode -Dmaven.repo.local="$repository" "${words[@]:1}" | sed $'s/\e\\[0m//g')" ||
        { echo "$printed" >&2; exit 1; }
    if [ "$printed" != "$(cat "$output")" ]; then
        printf 'README.md: in the project %s, `%s` prints\n%s\nand not\n%s\n' "$project" "$command" "$printed" "$(cat "$output")" >&2
        exit 1
    fi
    checked=$((checked + 1))
done
[ "$checked" -ge 3 ] || { echo "readme.sh: README.md shows $checked outputs" >&2; exit 1; }
echo "readme: $checked commands print what the page says"
