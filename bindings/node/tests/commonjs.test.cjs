// The package as CommonJS loads it.

const assert = require("node:assert/strict");
const { test } = require("node:test");
const openitem = require("openitem");

test("require gives what import gives", async () => {
  assert.equal(openitem.value.minorUnits({ currency: "KWD" }), 3);
  assert.throws(() => openitem.value.minorUnits({ currency: "kwd" }), openitem.OpenItemError);
  const imported = await import("openitem");
  const names = (module) => Object.keys(module).filter((name) => name !== "default" && name !== "module.exports" && name !== "__esModule").sort();
  assert.deepEqual(names(imported), names(openitem));
  assert.equal(imported.Ledger, openitem.Ledger);
});
