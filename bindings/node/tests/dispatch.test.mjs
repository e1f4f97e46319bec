// Every vector through the typed functions: values of JavaScript in and out, and back to the same bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as openitem from "openitem";
import { camel, canonical, shapes, toCamel, toSnake, vectors } from "./forms.mjs";

const all = vectors().filter((vector) => vector.isInJavaScript);

/** The error's data as this package tells it: names of fields, and paths made of them, in camelCase. */
function expectedData(vector) {
  const data = toCamel(vector.error.data);
  const isOfText = ["entry.read"].includes(vector.call);
  if ("path" in data && !isOfText) data.path = camel(data.path);
  if ("problem" in data && data.problem.startsWith("unknown field")) data.problem = camel(data.problem);
  if ("problem" in data) data.problem = data.problem.replace("amount_from_float", "amountFromFloat");
  if ("field" in data) data.field = camel(data.field);
  return data;
}

async function check(how) {
  for (const vector of all) {
    const { call, arguments: taken, returns } = shapes.operations[vector.call];
    const operation = openitem[call[0]][how(call[1])];
    const input = toCamel(vector.input);
    if (vector.error === undefined) {
      const result = Object.keys(taken).length === 0 ? await operation() : await operation(input);
      assert.equal(canonical(toSnake(result, returns, vector.call) ?? null), canonical(vector.expect), vector.at);
      continue;
    }
    await assert.rejects(async () => operation(input), (error) => {
      assert.ok(error instanceof openitem.OpenItemError, `${vector.at}: ${error}`);
      assert.equal(error.code, vector.error.code, vector.at);
      if (vector.error.data !== undefined) assert.equal(canonical(error.data), canonical(expectedData(vector)), vector.at);
      return true;
    });
  }
}

test("every vector gives its value through the typed function", () => check((verb) => verb));

test("every vector gives its value through the typed function that works on another thread", () => check((verb) => `${verb}Async`));

test("only what JavaScript cannot hold is left to the JSON door", () => {
  const left = vectors().filter((vector) => !vector.isInJavaScript);
  assert.ok(left.length <= 3 && left.every((vector) => vector.error?.code === "malformed_json"), left.map((vector) => vector.at).join());
});

test("every operation has its function", () => {
  for (const [name, { call: [area, verb] }] of Object.entries(shapes.operations)) {
    assert.equal(typeof openitem[area]?.[verb], "function", name);
    assert.equal(typeof openitem[area]?.[`${verb}Async`], "function", name);
  }
});

test("every list of names is as the core has it", () => {
  for (const [type, shape] of Object.entries(shapes.types)) {
    if (shape.names) assert.deepEqual([...openitem[type]], shape.names, type);
  }
});

test("every preset is a function", () => {
  for (const [type, shape] of Object.entries(shapes.types)) {
    const [byName] = Object.entries(shapes.operations).find(([name, { returns }]) => name.endsWith("preset") && returns === type) ?? [];
    for (const preset of shape.presets ?? []) {
      const made = openitem[type][camel(preset)]();
      assert.equal(canonical(toSnake(made, type)), openitem.callJson(byName, JSON.stringify({ name: preset })), preset);
    }
  }
});
