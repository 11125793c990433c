/** For whoever comes without being signed in: the choice of a page, and what the links of letters open. */
import { render } from "preact";
import { Door } from "../shared/session";
import "../shared/styles";
import "../shared/theme";
import { Welcome } from "../shared/welcome";

function Landing() {
  const token = new URLSearchParams(location.search).get("token");
  if (token && location.pathname === "/accept") return <Welcome kind="user" token={token} />;
  if (token && location.pathname === "/reset") return <Welcome kind="reset" token={token} />;
  return (
    <Door title="Where do you want to go?">
      <nav class="door-choices" aria-label="Pages">
        <a class="button wide" href="/portal">
          Portal, for clients
        </a>
        <a class="button wide" href="/desk">
          Desk, for staff
        </a>
        <a class="button wide" href="/explore">
          Explore, for analysts
        </a>
      </nav>
    </Door>
  );
}

render(<Landing />, document.getElementById("root") as HTMLElement);
