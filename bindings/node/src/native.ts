// Finds and loads the native module: the one built in this folder, or the package of this platform.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** What the native module offers: JSON text in and out. */
export interface Native {
  version(): string;
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
  /** Sees the call that is under way on a thread of the pool to its end. */
  settle(): void;
  count(): number;
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
    return `linux-${arch}-${hasGlibc() ? "gnu" : "musl"}`;
  }
  return system === "win32" ? `win32-${arch}-msvc` : `${system}-${arch}`;
}

function hasGlibc(): boolean {
  const report = process.report as (NodeJS.ProcessReport & { excludeNetwork?: boolean }) | undefined;
  if (report === undefined) {
    return false;
  }
  // Without it a report asks for the name of the other end of every open socket, one after the other.
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime !== undefined;
  } finally {
    if (before === undefined) {
      delete report.excludeNetwork;
    } else {
      report.excludeNetwork = before;
    }
  }
}

/** What to do where the package of a platform does not load. */
export function advice(known: string, cause: { code?: string; message?: string }): string {
  const name = `@openitem/${known}`;
  if (!Object.hasOwn(PLATFORMS, known)) {
    return `no package is made for ${known}, only for ${Object.keys(PLATFORMS).join(", ")}: build it in a checkout with \`npm run build\``;
  }
  return cause.code === "MODULE_NOT_FOUND"
    ? `its package ${name} is not installed: install it beside openitem (npm leaves it out under --omit=optional), or build it in a checkout with \`npm run build\``
    : `its package ${name} cannot be loaded: ${cause.message}`;
}

/** The native module, where it belongs to this package. */
export function ofVersion(module: Native, version: string): Native {
  // The first that were made told no version.
  const found = typeof module.version === "function" ? module.version() : "another version";
  if (found !== version) {
    throw new Error(`openitem ${version} has the native module of ${found}: install the same version of both, or build again with \`npm run build\``);
  }
  return module;
}

function load(): Native {
  const built = join(__dirname, "..", "native", "openitem.node");
  if (existsSync(built)) {
    return ofVersion(require(built) as Native, ownVersion());
  }
  const known = platform();
  let module: Native;
  try {
    module = require(`@openitem/${known}`) as Native;
  } catch (cause) {
    throw new Error(`openitem has no native module for this platform: ${advice(known, cause as Error)}`, { cause });
  }
  return ofVersion(module, ownVersion());
}

function ownVersion(): string {
  return (require(join(__dirname, "..", "package.json")) as { version: string }).version;
}

export const native: Native = load();
