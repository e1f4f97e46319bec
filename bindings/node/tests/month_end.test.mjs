// The example's figures are those that `cargo run --example month_end` prints.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "./forms.mjs";

const example = join(root, "examples", "node", "month_end.mjs");
const { monthEnd } = await import(pathToFileURL(example).href);
const figures = monthEnd();

test("the aging is month_end's", () => {
  const told = figures.aging.map((row) => [row.currency, row.inBuckets.count, ...row.buckets.map((bucket) => bucket.amount), row.inBuckets.amount, row.disputed.amount]);
  assert.deepEqual(told, [
    ["EUR", 132, "193547.54", "115154.19", "54751.79", "12812.22", "72900.59", "449166.33", "7738.64"],
    ["GBP", 19, "25884.46", "22571.96", "4558.35", "2724.78", "1147.6", "56887.15", "769.56"],
    ["JPY", 45, "15852501", "13585084", "3251677", "4103879", "684233", "37477374", "0"],
    ["USD", 136, "366771.16", "140747.93", "29571.78", "30585.09", "14087.94", "581763.9", "14411.86"],
  ]);
});

test("the movement is month_end's", () => {
  const told = figures.movement.map(({ currency, net }) => [
    currency, net.openingReported, net.billed, net.charged, net.returned, net.credited, net.received, net.taken, net.closing,
  ].map((of) => of.amount ?? of));
  assert.deepEqual(told, [
    ["EUR", "352962.88", "105018.08", "7.5", "13208.22", "-364", "-249749.72", "0", "221082.96"],
    ["GBP", "29187.48", "9731.41", "7.5", "1419.61", "-1952.51", "-13829.86", "0", "24563.63"],
    ["JPY", "41111438", "5993892", "0", "0", "0", "-13101166", "0", "34004164"],
    ["USD", "298281.85", "299606.77", "7.5", "2697.19", "-2171.73", "-124878.14", "-224.34", "473319.1"],
  ]);
});

test("the tie-out is month_end's", () => {
  assert.deepEqual(figures.tieOut, [
    ["DE01", "EUR", "221082.96"],
    ["DE01", "GBP", "24563.63"],
    ["DE01", "JPY", "34004164"],
    ["DE01", "USD", "220924.8"],
    ["US01", "USD", "252394.3"],
  ].map(([entity, currency, sum]) => ({ entity, currency, shown: sum, controlAccount: sum })));
});

test("the example prints them", () => {
  const printed = execFileSync(process.execPath, [example], { encoding: "utf8" });
  for (const words of ["AGING", "449,166.33", "MOVEMENT", "473,319.10", "TIE-OUT", "34,004,164  ties out"]) assert.ok(printed.includes(words), words);
  assert.equal(printed.includes("NOT"), false);
});
