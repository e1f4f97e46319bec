// Builds the package in this folder: the native module by cargo, the JavaScript and its types by tsc.
//
//   npm run build      for tests; cargo's profile is in CARGO_PROFILE where it is set
//   npm run release    for use

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const profile = process.argv.includes("--release") ? "release" : process.env.CARGO_PROFILE || "dev";

function run(command, args, options) {
  const done = spawnSync(command, args, { cwd: root, stdio: ["inherit", "pipe", "inherit"], maxBuffer: 1 << 28, encoding: "utf8", ...options });
  if (done.error) {
    console.error(`openitem: ${command} cannot be run: ${done.error.message}`);
    process.exit(1);
  }
  if (done.status !== 0) {
    process.stdout.write(done.stdout ?? "");
    process.exit(done.status ?? 1);
  }
  return done.stdout;
}

function native() {
  const args = ["build", "-p", "openitem-node", "--profile", profile, "--message-format", "json-render-diagnostics"];
  const messages = run("cargo", args).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const made = messages.find((message) => message.reason === "compiler-artifact" && message.target.name === "openitem_node");
  const library = made?.filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
  if (!library) {
    console.error("openitem: cargo made no library");
    process.exit(1);
  }
  const target = join(root, "native", "openitem.node");
  if (existsSync(target) && readFileSync(target).equals(readFileSync(library))) {
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  // Put in place whole: a process that has the old one loaded keeps it.
  copyFileSync(library, `${target}.new`);
  renameSync(`${target}.new`, target);
}

function javascript() {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  run(process.execPath, [compiler, "-p", "tsconfig.json"], { stdio: "inherit" });
  // One copy of the code for both kinds of module, so that there is one OpenItemError.
  writeFileSync(join(root, "dist", "index.mjs"), 'export * from "./index.js";\n');
  writeFileSync(join(root, "dist", "index.d.mts"), 'export * from "./index.js";\n');
}

native();
javascript();
