// The package as CommonJS loads it.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { cpSync, mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
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

test("where the native module is missing, its package is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "openitem-without-"));
  try {
    cpSync(join(__dirname, "..", "dist"), join(folder, "dist"), { recursive: true });
    const source = 'try { require("./dist/index.js"); } catch (error) { console.log(error.message); }';
    const said = execFileSync(process.execPath, ["-e", source], { cwd: folder, encoding: "utf8" });
    assert.match(said, /^openitem has no native module for this platform: its package @openitem\/[a-z0-9-]+ is not installed: install it beside openitem/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
