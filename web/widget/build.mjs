// Bundles src/ to ../dist/ppi-chat-VERSION.js and .css, and writes their integrity hashes to versions.json.
// The last three versions stay, so that a page with an older address goes on working.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const KEPT = 3;
const MOST_GZIPPED = 15 * 1024;
const dist = new URL("../dist/", import.meta.url);
const version = /"([\d.]+)"/.exec(readFileSync(new URL("../../bot/version.py", import.meta.url), "utf8"))[1];
const file = `ppi-chat-${version}.js`;
const target = ["safari14", "chrome90"];

const styles = await transform(readFileSync(new URL("src/style.css", import.meta.url), "utf8"), { loader: "css", minify: true, target });
await build({
  entryPoints: [new URL("src/main.ts", import.meta.url).pathname],
  outfile: new URL(file, dist).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target,
  charset: "utf8",
  define: { STYLES: JSON.stringify(styles.code), STYLE_FILE: JSON.stringify(file.replace(/js$/, "css")) },
});
writeFileSync(new URL(file.replace(/js$/, "css"), dist), styles.code);

const built = readFileSync(new URL(file, dist));
const size = gzipSync(built, { level: 9 }).length;
if (size > MOST_GZIPPED) throw new Error(`${file} is ${size} bytes gzipped, above ${MOST_GZIPPED}`);

const index = new URL("versions.json", dist);
let before = [];
try { before = JSON.parse(readFileSync(index, "utf8")).versions; } catch { /* the first build */ }
const integrity = `sha384-${createHash("sha384").update(built).digest("base64")}`;
const versions = [{ version, file, integrity }, ...before.filter((one) => one.version !== version)].slice(0, KEPT);
writeFileSync(index, `${JSON.stringify({ versions }, null, 2)}\n`);
const served = new Set(versions.flatMap((one) => [one.file, one.file.replace(/js$/, "css")]));
for (const name of readdirSync(dist)) if (/^ppi-chat-/.test(name) && !served.has(name)) rmSync(new URL(name, dist));
console.log(`${file}: ${size} bytes gzipped, ${integrity}`);
