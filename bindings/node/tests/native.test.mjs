// Finding and loading the native module.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const package_ = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const { PLATFORMS, advice, native, ofVersion, platform } = require(join(package_, "dist", "native.js"));
const { version } = require(join(package_, "package.json"));

test("the native module is of the version of the package", () => {
  assert.equal(native.version(), version);
  assert.equal(ofVersion(native, version), native);
  assert.throws(() => ofVersion({ version: () => "0.0.9" }, version), /has the native module of 0\.0\.9/);
  assert.throws(() => ofVersion({}, version), /has the native module of another version/);
});

test("nobody is sent after a package that is never made", () => {
  assert.match(advice("linux-s390x-gnu", {}), /^no package is made for linux-s390x-gnu, only for darwin-arm64/);
  assert.match(advice("linux-x64-gnu", { code: "MODULE_NOT_FOUND" }), /@openitem\/linux-x64-gnu is not installed/);
  assert.match(advice("linux-x64-gnu", { message: "broken" }), /cannot be loaded: broken/);
});

test("finding the platform asks nothing of the network, and leaves the report as it was", { skip: process.platform !== "linux" }, (context) => {
  const before = process.report.excludeNetwork;
  let during;
  const { getReport } = process.report;
  context.mock.method(process.report, "getReport", () => {
    during = process.report.excludeNetwork;
    return getReport();
  });
  platform();
  assert.equal(during, true);
  assert.equal(process.report.excludeNetwork, before);
  if (process.arch === "x64" || process.arch === "arm64") assert.ok(Object.hasOwn(PLATFORMS, platform()));
});
