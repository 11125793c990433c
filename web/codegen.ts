import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed operations, and the manifest of documents the server runs for pages: sha256 of the text → the text. */
const config: CodegenConfig = {
  schema: "../schema.graphql",
  documents: ["src/**/*.graphql"],
  generates: {
    "src/made/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { mode: "replaceDocumentWithHash", hashAlgorithm: "sha256", hashPropertyName: "documentId" },
      },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        dedupeFragments: true,
        strictScalars: true,
        scalars: {
          CurrencyCode: "string",
          Cursor: "string",
          Date: "string",
          DateTime: "string",
          Decimal: "string",
          Upload: "File",
        },
      },
    },
  },
};

export default config;
