// A panic inside becomes the error `internal`, and the process lives on.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { OpenItemError, value } from "openitem";

// Not among what the package offers: only this test has a use for it.
const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const require = createRequire(import.meta.url);
const { native } = require(join(dist, "native.js"));
const { later, run } = require(join(dist, "call.js"));

test("a panic becomes an internal error", () => {
  assert.throws(() => run(() => native.panicOnPurpose("no way out")), (error) => {
    assert.ok(error instanceof OpenItemError);
    assert.deepEqual([error.code, error.kind], ["internal", "internal"]);
    assert.match(error.data.problem, /^no way out \(.*work\.rs:/);
    return true;
  });
  assert.equal(value.minorUnits({ currency: "EUR" }), 2);
});

test("a panic on another thread becomes an internal error", async () => {
  await assert.rejects(later(native.panicOnPurposeAsync("no way out")), { name: "OpenItemError", code: "internal" });
  assert.equal(await value.minorUnitsAsync({ currency: "EUR" }), 2);
});
