// The examples print what they say, the same in every language.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./forms.mjs";

for (const name of ["cash", "collect"]) {
  test(`the example ${name} prints what stands beside the one in Python`, () => {
    const printed = execFileSync(process.execPath, [join(root, "examples", "node", `${name}.mjs`)], { encoding: "utf8" });
    assert.equal(printed, readFileSync(join(root, "examples", "python", `${name}.txt`), "utf8"));
  });
}
