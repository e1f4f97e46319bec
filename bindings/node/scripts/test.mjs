// Runs the tests: types by `tsc --strict`, then node:test over tests/.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const example = join(root, "..", "..", "examples", "node");

function node(...args) {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (done.status !== 0) {
    process.exit(done.status ?? 1);
  }
}

// What `npm install` makes in examples/node; without it the example would not find this package.
const link = join(example, "node_modules", "openitem");
if (!existsSync(link)) {
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, "junction");
}

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
node(compiler, "-p", "tests/types/tsconfig.json");
node(compiler, "-p", join(example, "tsconfig.json"), "--typeRoots", join(root, "node_modules", "@types"));

const chosen = process.argv.slice(2);
const all = readdirSync(join(root, "tests")).filter((name) => /\.test\.[cm]?js$/.test(name)).map((name) => join("tests", name));
node("--test", ...(chosen.length > 0 ? chosen : all.sort()));
