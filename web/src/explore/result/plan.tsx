/** What a query became: the statement, its parameters, and PostgreSQL's plan; to those who may see it. */
import { number } from "../../shared/format";
import { Facts, Notice } from "../../shared/ui";
import type { Explained, Step } from "../ask";

export function Plan({ explained }: { explained: Explained }) {
  const { compiled, reason, sql, parameters = [], cost, plan } = explained;
  return (
    <div class="stack plan">
      {!compiled && <Notice kind="warn">Answered by the interpreter, not by one statement: {reason}</Notice>}
      {cost && (
        <Facts
          facts={[
            ["Answered by", compiled ? "One SQL statement" : "The interpreter"],
            ["PostgreSQL's estimate", number(cost.total)],
            ["Rows it expects to read", number(cost.rows)],
          ]}
        />
      )}
      {sql && (
        <section>
          <h2>SQL</h2>
          <pre class="code" tabindex={0} role="region" aria-label="SQL">
            {sql}
          </pre>
        </section>
      )}
      {parameters.length > 0 && (
        <section>
          <h2>Parameters</h2>
          <ul class="parameters">
            {parameters.map(({ place, name, type }) => (
              <li key={place}>
                <code>${place}</code> {name} <span class="quiet">{type}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan && (
        <section>
          <h2>Plan</h2>
          <pre class="code" tabindex={0} role="region" aria-label="Plan">
            {lines(plan).join("\n")}
          </pre>
        </section>
      )}
    </div>
  );
}

/** A plan as `EXPLAIN` prints it, one step a line. */
function lines(step: Step, depth = 0): string[] {
  const of = [step["Relation Name"] && `on ${step["Relation Name"]}`, step["Index Name"] && `by ${step["Index Name"]}`];
  const told = [step["Node Type"], ...of, `(cost ${step["Total Cost"]}, rows ${step["Plan Rows"]})`].filter(Boolean).join(" ");
  return [`${"  ".repeat(depth)}${depth ? "→ " : ""}${told}`, ...(step.Plans ?? []).flatMap((each) => lines(each, depth + 1))];
}
