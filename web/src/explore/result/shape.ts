/** What the parts of an answer are, by the schema: so that a number is told from a text of digits, and money from both. */
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isObjectType,
  isInterfaceType,
  Kind as Syntax,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** `seconds`, `minutes` and `percent` are numbers whose field is named so. */
export type Kind =
  | "text"
  | "enum"
  | "number"
  | "seconds"
  | "minutes"
  | "percent"
  | "money"
  | "day"
  | "instant"
  | "boolean";

export const NUMBERS: ReadonlySet<Kind> = new Set<Kind>(["number", "seconds", "minutes", "percent"]);
export const MEASURED: ReadonlySet<Kind> = new Set<Kind>([...NUMBERS, "money"]);

/** A part of an answer: a leaf has a kind, an object its parts by the names they are answered under. */
export interface Shape {
  kind?: Kind;
  /** The field it is, whatever it is called in the answer. */
  field: string;
  parts: Map<string, Shape>;
}

const KINDS: Record<string, Kind> = {
  Int: "number",
  Float: "number",
  Decimal: "number",
  Date: "day",
  DateTime: "instant",
  Boolean: "boolean",
};

function kindOf(field: string, type: GraphQLNamedType): Kind | undefined {
  if (isObjectType(type) || isAbstractType(type)) return type.name === "Money" ? "money" : undefined;
  if (isEnumType(type)) return "enum";
  const kind = KINDS[type.name] ?? "text";
  return kind === "number" ? ((/(?:seconds|minutes|percent)$/.exec(field.toLowerCase())?.[0] as Kind) ?? kind) : kind;
}

/** The shape of what an operation answers. */
export function shapeOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) if (each.kind === Syntax.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const whole: Shape = { field: "", parts: new Map() };

  const fill = (into: Shape, set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined): void => {
    for (const each of set?.selections ?? []) {
      if (each.kind !== Syntax.FIELD) {
        const inner = each.kind === Syntax.FRAGMENT_SPREAD ? fragments.get(each.name.value) : each;
        const condition = inner?.typeCondition?.name.value;
        fill(into, inner?.selectionSet, condition ? schema.getType(condition) : type);
        continue;
      }
      if (!(isObjectType(type) || isInterfaceType(type))) continue;
      const field = type.getFields()[each.name.value];
      if (!field) continue;
      const named = getNamedType(field.type);
      const name = (each.alias ?? each.name).value;
      const part = into.parts.get(name) ?? { kind: kindOf(field.name, named), field: field.name, parts: new Map() };
      into.parts.set(name, part);
      fill(part, each.selectionSet, named);
    }
  };
  fill(whole, operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
  return whole;
}
