// The code of the README runs as it is written, and its types are right.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const package_ = join(dirname(fileURLToPath(import.meta.url)), "..");
const readme = readFileSync(join(package_, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(js|ts)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));

test("every example of the README runs and says what it says", () => {
  assert.ok(blocks.length >= 4, `${blocks.length} examples`);
  // Inside the package, so that its own name is found.
  const typescript = createRequire(import.meta.url)("typescript");
  const folder = mkdtempSync(join(package_, "tests", "readme-"));
  try {
    blocks.forEach(({ language, code }, at) => {
      const file = join(folder, `example_${at}.mjs`);
      const options = { compilerOptions: { target: "es2022", module: "esnext" } };
      writeFileSync(file, language === "ts" ? typescript.transpileModule(code, options).outputText : code);
      const printed = execFileSync(process.execPath, [file], { encoding: "utf8" }).trim().split("\n").filter(Boolean);
      // `console.log(…); // what it prints`
      const told = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
      assert.deepEqual(printed, told, code);
      writeFileSync(file.replace(/mjs$/, "mts"), code);
    });
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const files = blocks.map((_, at) => join(folder, `example_${at}.mts`));
    const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--types", "node", "--exactOptionalPropertyTypes"];
    execFileSync(process.execPath, [compiler, ...flags, ...files], { cwd: package_, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw error.stdout ? new Error(`${error.message}\n${error.stdout}`) : error;
  } finally {
    rmSync(folder, { recursive: true });
  }
});
