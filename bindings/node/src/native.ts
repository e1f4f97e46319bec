// Finds and loads the native module: the one built in this folder, or the package of this platform.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** What the native module offers: JSON text in and out. */
export interface Native {
  operations(): string[];
  call(name: string, input: string): string;
  callAsync(name: string, input: string): Promise<string>;
  callJson(name: string, input: string): string;
  read(kind: string, value: string): string;
  fromSnake(text: string): string;
  intoSnake(text: string): string;
  panicOnPurpose(words: string): string;
  panicOnPurposeAsync(words: string): Promise<string>;
  Ledger: new () => NativeLedger;
}

/** The ledger of the native module. */
export interface NativeLedger {
  call(method: string, input: string): string;
  callAsync(method: string, input: string): Promise<string>;
}

/** The platforms for which a package is made, and what npm must know of each to pick the right one. */
export const PLATFORMS: Readonly<Record<string, { os: readonly string[]; cpu: readonly string[]; libc?: readonly string[] }>> = {
  "darwin-arm64": { os: ["darwin"], cpu: ["arm64"] },
  "darwin-x64": { os: ["darwin"], cpu: ["x64"] },
  "linux-arm64-gnu": { os: ["linux"], cpu: ["arm64"], libc: ["glibc"] },
  "linux-arm64-musl": { os: ["linux"], cpu: ["arm64"], libc: ["musl"] },
  "linux-x64-gnu": { os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
  "linux-x64-musl": { os: ["linux"], cpu: ["x64"], libc: ["musl"] },
  "win32-x64-msvc": { os: ["win32"], cpu: ["x64"] },
};

/** `linux-x64-gnu`: how the package of a platform is named. */
export function platform(): string {
  const { platform: system, arch } = process;
  if (system === "linux") {
    const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
    return `linux-${arch}-${report?.header?.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
  }
  return system === "win32" ? `win32-${arch}-msvc` : `${system}-${arch}`;
}

function load(): Native {
  const built = join(__dirname, "..", "native", "openitem.node");
  if (existsSync(built)) {
    return require(built) as Native;
  }
  const name = `@openitem/${platform()}`;
  try {
    return require(name) as Native;
  } catch (cause) {
    const missing = (cause as { code?: string }).code === "MODULE_NOT_FOUND";
    const advice = missing
      ? `its package ${name} is not installed: install it beside openitem (npm leaves it out under --omit=optional), or build it in a checkout with \`npm run build\``
      : `its package ${name} cannot be loaded: ${(cause as Error).message}`;
    throw new Error(`openitem has no native module for this platform: ${advice}`, { cause });
  }
}

export const native: Native = load();
