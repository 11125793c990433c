import { readFileSync, readdirSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const PAGES = ["landing", "portal", "desk", "explore"];
const COMPRESSED = /\.(js|css|svg|json|html|wasm|ttf)$/;

/** Leaves every text compressed beside itself, once and for all, and the manifest beside the pages. */
function finish(): Plugin {
  let out = "dist";
  return {
    name: "finish",
    apply: "build",
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle() {
      for (const each of readdirSync(out, { recursive: true, withFileTypes: true })) {
        const file = join(each.parentPath, each.name);
        if (!each.isFile() || !COMPRESSED.test(file) || each.name === "documents.json") continue;
        const text = readFileSync(file);
        if (text.length < 600) continue;
        writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
      }
      // The last of all: the server looks at it to see that there is a new build.
      copyFileSync("src/made/persisted-documents.json", join(out, "documents.json"));
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: Object.fromEntries(PAGES.map((page) => [page, `${page}.html`])) },
  },
  server: {
    proxy: Object.fromEntries(
      ["/graphql", "/files", "/documents", "/checkout"].map((path) => [path, { target: "http://127.0.0.1:8000", ws: true }]),
    ),
  },
  plugins: [finish()],
});
