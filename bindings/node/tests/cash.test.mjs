// The example of cash application prints what it says, the same in every language.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./forms.mjs";

test("the example prints what stands beside the one in Python", () => {
  const printed = execFileSync(process.execPath, [join(root, "examples", "node", "cash.mjs")], { encoding: "utf8" });
  assert.equal(printed, readFileSync(join(root, "examples", "python", "cash.txt"), "utf8"));
});
