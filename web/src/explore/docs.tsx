/** The schema as one reads it: types and fields, what they say of themselves, and who may read them. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from "graphql";
import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../shared/store";
import { Badge, Empty, Notice, Skeleton } from "../shared/ui";
import { audienceOf, schema, schemaFault } from "./schema";

interface DocsProps {
  /** The type shown; none: where one begins. */
  type: string | undefined;
  field?: string;
  onGo: (type: string | undefined, field?: string) => void;
}

const MOST = 40;

export function Docs({ type, field, onGo }: DocsProps) {
  const known = useStore(schema);
  const fault = useStore(schemaFault);
  const [sought, setSought] = useState("");
  if (fault) return <Notice kind="warn">{fault}</Notice>;
  if (!known) return <Skeleton lines={8} />;
  const found = type ? known.getType(type) : undefined;
  const go = (name: string | undefined, at?: string) => (setSought(""), onGo(name, at));
  return (
    <div class="docs">
      <input type="search" placeholder="Search types and fields" aria-label="Search the schema" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
      {sought.trim() ? (
        <Found schema={known} sought={sought.trim().toLowerCase()} onGo={go} />
      ) : found ? (
        <>
          <p class="docs-way">
            <Go onGo={() => go(undefined)}>Schema</Go> / {found.name}
          </p>
          <TypeDoc key={found.name} type={found} field={field} schema={known} onGo={go} />
        </>
      ) : type ? (
        <Empty title={`There is no type ${type}`}>Search for another.</Empty>
      ) : (
        <Roots schema={known} onGo={go} />
      )}
    </div>
  );
}

type OnGo = DocsProps["onGo"];

function Go({ onGo, children }: { onGo: () => void; children: string }) {
  return (
    <button type="button" class="docs-go" onClick={onGo}>
      {children}
    </button>
  );
}

const ROOTS: [string, string][] = [
  ["Query", "What can be asked."],
  ["Mutation", "What can be done, by who may write."],
  ["Subscription", "What can be watched as it changes."],
];

function Roots({ schema: known, onGo }: { schema: GraphQLSchema; onGo: OnGo }) {
  return (
    <dl class="docs-list">
      {ROOTS.filter(([name]) => known.getType(name)).map(([name, text]) => (
        <div key={name}>
          <dt>
            <Go onGo={() => onGo(name)}>{name}</Go>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function fieldsOf(type: GraphQLNamedType): GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function Found({ schema: known, sought, onGo }: { schema: GraphQLSchema; sought: string; onGo: OnGo }) {
  const types = Object.values(known.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const hits: { type: string; field?: string; about?: string | null }[] = [
    ...types.filter(({ name }) => name.toLowerCase().includes(sought)).map(({ name, description }) => ({ type: name, about: description })),
    ...types.flatMap((type) =>
      fieldsOf(type)
        .filter(({ name }) => name.toLowerCase().includes(sought))
        .map(({ name, description }) => ({ type: type.name, field: name, about: description })),
    ),
  ];
  const rank = ({ type, field }: { type: string; field?: string }) => (field ?? type).toLowerCase().indexOf(sought) + (field ?? type).length;
  const shown = hits.sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
  if (!shown.length) return <Empty title="Nothing is called so" />;
  return (
    <dl class="docs-list">
      {shown.map(({ type, field, about }) => (
        <div key={`${type}.${field}`}>
          <dt>
            <Go onGo={() => onGo(type, field)}>{field ? `${type}.${field}` : type}</Go>
          </dt>
          {about && <dd>{about}</dd>}
        </div>
      ))}
    </dl>
  );
}

function TypeLink({ type, onGo }: { type: GraphQLType; onGo: OnGo }) {
  const text = String(type);
  const { name } = getNamedType(type);
  return (
    <code>
      <Go onGo={() => onGo(name)}>{text}</Go>
    </code>
  );
}

function TypeDoc({ type, field, schema: known, onGo }: { type: GraphQLNamedType; field?: string; schema: GraphQLSchema; onGo: OnGo }) {
  const found = useRef<HTMLDivElement>(null);
  useEffect(() => found.current?.scrollIntoView({ block: "center" }), [field]);
  const inputs = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const possible = isUnionType(type) || isInterfaceType(type) ? known.getPossibleTypes(type) : [];
  return (
    <section>
      <h2>{type.name}</h2>
      {type.description && <p>{type.description}</p>}
      {possible.length > 0 && (
        <p class="row">
          One of {possible.map((each) => <TypeLink key={each.name} type={each} onGo={onGo} />)}
        </p>
      )}
      <dl class="docs-list">
        {fieldsOf(type).map((each) => (
          <div key={each.name} ref={each.name === field ? found : undefined} class={each.name === field ? "found" : ""}>
            <dt>
              <code>{each.name}</code> <TypeLink type={each.type} onGo={onGo} />
              {audienceOf(each) && <Badge>{audienceOf(each)}</Badge>}
            </dt>
            {each.description && <dd>{each.description}</dd>}
            {each.args.length > 0 && <dd>{each.args.map((argument) => <Given key={argument.name} given={argument} onGo={onGo} />)}</dd>}
          </div>
        ))}
        {inputs.map((each) => (
          <div key={each.name}>
            <dt>
              <code>{each.name}</code> <TypeLink type={each.type} onGo={onGo} />
            </dt>
            {each.description && <dd>{each.description}</dd>}
          </div>
        ))}
        {isEnumType(type) &&
          type.getValues().map((each) => (
            <div key={each.name}>
              <dt>
                <code>{each.name}</code>
              </dt>
              {each.description && <dd>{each.description}</dd>}
            </div>
          ))}
      </dl>
    </section>
  );
}

function Given({ given, onGo }: { given: GraphQLArgument; onGo: OnGo }) {
  return (
    <p class="docs-given">
      <code>{given.name}:</code> <TypeLink type={given.type} onGo={onGo} /> <span class="quiet">{given.description}</span>
    </p>
  );
}
