/** Verbs: each takes one input and answers a payload with `userErrors`. */
import { act, GraphFault, type Doc, type UserError } from "../../shared/graph";
import { say } from "../../shared/ui";

type Verb<Data, Input> = Doc<Data, { input: Input }>;
type PayloadOf<Data> = Data extends Record<string, unknown> ? Exclude<Data[keyof Data], string | undefined> : never;

/** What a verb answers, refusals included. Where it could not be asked at all it is said, and the answer is null. */
export async function answerOf<Data, Input>(verb: Verb<Data, Input>, input: Input): Promise<PayloadOf<Data> | null> {
  try {
    const data: Data = await act(verb, { input });
    return Object.values(data as object)[0] as PayloadOf<Data>;
  } catch (fault) {
    sayFault(fault);
    return null;
  }
}

/** Say refusals, whatever field they are about. */
export const sayRefusals = (refusals: UserError[]): void =>
  say(refusals.map((each) => each.message).join(" "), "bad");

const sayFault = (fault: unknown): void => say(fault instanceof GraphFault ? fault.message : String(fault), "bad");

/** For a form: answers the refusals; `done` is told what came of it otherwise. */
export async function send<Data, Input>(
  verb: Verb<Data, Input>,
  input: Input,
  done?: (payload: PayloadOf<Data>) => void,
): Promise<UserError[]> {
  const data: Data = await act(verb, { input });
  const payload = Object.values(data as object)[0] as PayloadOf<Data>;
  const { userErrors } = payload as { userErrors: UserError[] };
  if (!userErrors.length) done?.(payload);
  return userErrors;
}

/** For a button: says what happened, or why not. Answers the payload, null where it was refused. */
export async function run<Data, Input>(
  verb: Verb<Data, Input>,
  input: Input,
  said?: string,
): Promise<PayloadOf<Data> | null> {
  let done: PayloadOf<Data> | null = null;
  try {
    const refusals = await send(verb, input, (payload) => (done = payload));
    if (refusals.length) sayRefusals(refusals);
    else if (said) say(said);
  } catch (fault) {
    sayFault(fault);
  }
  return done;
}

/** For a form that takes several verbs: the first that is refused ends it. */
export async function inTurn(...verbs: (() => Promise<UserError[]>)[]): Promise<UserError[]> {
  for (const verb of verbs) {
    const refusals = await verb();
    if (refusals.length) return refusals;
  }
  return [];
}
