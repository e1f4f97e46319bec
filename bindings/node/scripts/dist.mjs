// Makes what would be published into a folder, without publishing: the package, and the package of this platform.
//
//   npm run release && npm run dist -- FOLDER     (or OPENITEM_DIST=FOLDER)

import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const repository = join(root, "..", "..");
const folder = resolve(process.argv[2] || process.env.OPENITEM_DIST || join(root, "packed"));
const { platform, PLATFORMS } = createRequire(import.meta.url)(join(root, "dist", "native.js"));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Packs the files put into a folder by `fill`, whose manifest is given. `npm pack` gives every file one time: same bytes, same package. */
function pack(own, fill) {
  const staged = mkdtempSync(join(tmpdir(), "openitem-npm-"));
  try {
    writeFileSync(join(staged, "package.json"), `${JSON.stringify(own, null, 2)}\n`);
    for (const name of readdirSync(join(repository, "crates", "openitem")).filter((name) => name.startsWith("LICENSE"))) {
      copyFileSync(join(repository, "crates", "openitem", name), join(staged, name));
    }
    // `cargo xtask dist` puts the licences of others there.
    const others = join(root, "THIRD-PARTY-LICENSES.txt");
    if (existsSync(others)) copyFileSync(others, join(staged, "THIRD-PARTY-LICENSES.txt"));
    fill(staged);
    const done = spawnSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: staged, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], shell: process.platform === "win32" });
    if (done.status !== 0) process.exit(done.status ?? 1);
    console.log(join(folder, done.stdout.trim()));
  } finally {
    rmSync(staged, { recursive: true });
  }
}

mkdirSync(folder, { recursive: true });
const { name, version, description, license, keywords, main, types, exports, files, engines } = manifest;
// One version everywhere: npm picks the one package that fits the machine and leaves the others out.
const optionalDependencies = Object.fromEntries(Object.keys(PLATFORMS).map((known) => [`@openitem/${known}`, version]));
pack({ name, version, description, license, keywords, main, types, exports, files, engines, optionalDependencies }, (staged) => {
  const leftOut = (path) => path.endsWith(".tsbuildinfo");
  cpSync(join(root, "dist"), join(staged, "dist"), { recursive: true, filter: (path) => !leftOut(path) });
  copyFileSync(join(root, "README.md"), join(staged, "README.md"));
});
const here = platform();
const binary = join(root, "native", "openitem.node");
if (!existsSync(binary)) {
  console.error("openitem: no native module: run `npm run build` first");
  process.exit(1);
}
const own = { name: `@openitem/${here}`, version, description: `The native module of openitem for ${here}`, license, main: "openitem.node", files: ["openitem.node", "LICENSE-*", "THIRD-PARTY*"], engines, ...PLATFORMS[here] };
pack(own, (staged) => copyFileSync(binary, join(staged, "openitem.node")));
