// Every vector through the JSON door: canonical JSON in, the same bytes out as in every language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenItemError, callJson, operations } from "openitem";
import { canonical, shapes, vectors } from "./forms.mjs";

const all = vectors();

test("every vector gives the bytes it must", () => {
  assert.ok(all.length > 500, `${all.length} vectors`);
  for (const vector of all) {
    const input = vector.raw;
    if (vector.error === undefined) {
      assert.equal(callJson(vector.call, input), canonical(vector.expect), vector.at);
      continue;
    }
    assert.throws(() => callJson(vector.call, input), (error) => {
      assert.ok(error instanceof OpenItemError, vector.at);
      assert.equal(error.code, vector.error.code, vector.at);
      if (vector.error.data !== undefined) assert.equal(canonical(error.data), canonical(vector.error.data), vector.at);
      return true;
    });
  }
});

test("every operation is there and has a vector", () => {
  const reached = new Set(all.map((vector) => vector.call));
  assert.deepEqual(operations().filter((name) => !reached.has(name)), []);
  assert.deepEqual([...operations()].sort(), Object.keys(shapes.operations).sort());
});

test("an operation that is not there is an error of its own", () => {
  assert.throws(() => callJson("value.missing", "{}"), { name: "OpenItemError", code: "unknown_operation", kind: "not_found" });
  assert.throws(() => callJson("csv.read_itens", "{}"), { code: "unknown_operation", data: { name: "csv.read_itens", nearest: "csv.read_items" } });
});
