// 50,000 items through `aging.age`, beside the same call in Rust: `npm run release && npm run bench`.

import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { aging, callJson, toJson } from "openitem";

const COUNT = 50_000;
const ROUNDS = 15;
const here = dirname(fileURLToPath(import.meta.url));

const pad = (number) => String(number).padStart(2, "0");
const items = Array.from({ length: COUNT }, (_, at) => ({
  id: `INV-${at}`,
  entity: "DE01",
  customer: `C-${at % 2000}`,
  kind: "invoice",
  side: "debit",
  currency: ["EUR", "USD", "GBP"][at % 3],
  original: `${(at % 9000) + 100}.25`,
  open: `${(at % 9000) + 100}.25`,
  documentDate: `2026-${pad((at % 6) + 1)}-${pad((at % 28) + 1)}`,
  effective: `2026-${pad((at % 6) + 1)}-${pad((at % 28) + 1)}`,
  due: `2026-${pad((at % 6) + 2)}-${pad((at % 28) + 1)}`,
}));
const input = { items, asOf: "2026-06-30", policy: { groupBy: [{ type: "customer" }] } };

/** The median of some rounds, in milliseconds. */
function median(work) {
  work();
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return times.sort((left, right) => left - right)[Math.floor(ROUNDS / 2)];
}

const snake = toJson(input);
const result = aging.age(input);
const whole = median(() => aging.age(input));
const written = median(() => JSON.stringify(input));
const read = median(() => JSON.parse(JSON.stringify(result))) - median(() => JSON.stringify(result));
const json = median(() => callJson("aging.age", snake));
const profile = process.env.CARGO_PROFILE || "release";
const args = ["run", "--quiet", "--profile", profile, "-p", "openitem-node", "--example", "aging"];
const rust = Number(execFileSync("cargo", args, { cwd: here, input: snake, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] }));

const line = (what, time) => console.log(`${what.padEnd(46)} ${time.toFixed(1).padStart(8)} ms   ${(time / rust).toFixed(1).padStart(6)} x`);
console.log(`aging.age of ${COUNT} items by customer, median of ${ROUNDS} rounds, profile ${profile}`);
line("Rust, typed values", rust);
line("Node, aging.age", whole);
line("  of it JSON.stringify of the input", written);
line("  of it JSON.parse of the result", read);
line("Node, callJson on text at hand", json);
