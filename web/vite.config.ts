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

const DOCUMENT = "\0document:";

/** Gives each operation a module of its own, so that a page loads the ids of those it asks and not of all. */
function documents(): Plugin {
  return {
    name: "documents",
    enforce: "pre",
    resolveId: (id) => (id.startsWith("document:") ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(DOCUMENT)) return;
      const name = id.slice(DOCUMENT.length);
      const [found] = readFileSync("src/made/graphql.ts", "utf8").match(new RegExp(`const ${name} = .*?}}`)) ?? [];
      return found ? `export ${found};` : this.error(`There is no document ${name}.`);
    },
    transform: (code) =>
      code.replace(/import \{([^}]*)\} from "[./]*\/made\/graphql";/g, (_, names: string) =>
        names
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name && !name.startsWith("type "))
          .map((name) => `import { ${name} } from "document:${name}";`)
          .join(" "),
      ),
  };
}

/** While developing: whatever lies below a page's address is the page. */
function addresses(): Plugin {
  return {
    name: "addresses",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const name = request.url?.split(/[/?]/)[1] ?? "";
        if (PAGES.includes(name)) request.url = `/${name}.html`;
        next();
      });
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
  plugins: [documents(), addresses(), finish()],
});
