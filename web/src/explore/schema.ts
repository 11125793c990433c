/** The schema as `/schema.graphql` prints it, descriptions and who may read what included; read once, when it is needed. */
import {
  buildASTSchema,
  parse,
  visit,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Store } from "../shared/store";

/** Null until it is here. */
export const schema = new Store<GraphQLSchema | null>(null);
export const schemaFault = new Store<string | null>(null);

let reading = false;

/** Read it, unless that has begun. */
export async function readSchema(): Promise<void> {
  if (reading) return;
  reading = true;
  schemaFault.set(null);
  try {
    const response = await fetch("/schema.graphql");
    if (!response.ok) throw new Error(response.statusText);
    schema.set(buildASTSchema(parse(await response.text(), { noLocation: true }), { assumeValid: true }));
  } catch {
    reading = false;
    schemaFault.set("The schema could not be read. Queries run; completion and the documentation wait for it.");
  }
}

/** The document a text is; null while it is none. */
export function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

export function operationsOf(document: DocumentNode | null): OperationDefinitionNode[] {
  return (document?.definitions ?? []).filter((each) => each.kind === "OperationDefinition");
}

/** How a text names itself: its first named operation, else its first field. */
export function titleOf(text: string): string {
  const named = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(text)?.[1];
  if (named) return named;
  const document = parsed(text);
  let first: string | undefined;
  if (document) visit(document, { Field: (node) => void (first ??= node.name.value) });
  return first ?? "New query";
}

const OPEN = new Set(["visible", "public", "signedIn", "deprecated"]);

/** Who a field is for, in words; nothing where everybody signed in may read it. */
export function audienceOf(field: GraphQLField<unknown, unknown>): string | undefined {
  const guard = field.astNode?.directives?.find((each) => !OPEN.has(each.name.value))?.name.value;
  return guard?.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
