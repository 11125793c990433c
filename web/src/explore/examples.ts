/** The examples of web/examples: what each shows, for whom, and its text without what it says of itself. */
import type { Viewer } from "../shared/session";
import type { Choice } from "./charts/model";

const TEXTS = import.meta.glob<string>("../../examples/*.graphql", { query: "?raw", import: "default", eager: true });

export interface Example {
  title: string;
  about: string;
  /** Roles that read all of it. */
  roles: string[];
  /** The ability it takes beside the role. */
  needs?: string;
  /** How its answer is drawn, where that is not what fits it at first. */
  choice?: Partial<Choice>;
  query: string;
}

function read(text: string): Example {
  const said = (name: string) => new RegExp(`^# ${name}: (.*)$`, "m").exec(text)?.[1];
  return {
    title: said("title") ?? "",
    about: said("about") ?? "",
    roles: (said("for") ?? "").split(", "),
    needs: said("needs"),
    choice: JSON.parse(said("chart") ?? "null") ?? undefined,
    query: text.replace(/^(?:#.*\n)+\n*/, ""),
  };
}

const EXAMPLES = Object.keys(TEXTS)
  .sort()
  .map((path) => read(TEXTS[path] as string));

/** Those that answer something to a viewer. */
export const examplesFor = ({ role, abilities }: Viewer): Example[] =>
  EXAMPLES.filter(({ roles, needs }) => roles.includes(role) && (!needs || (abilities as string[]).includes(needs)));
