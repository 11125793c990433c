/** The choice for whoever is not signed in and comes without an address. */
import { render } from "preact";
import { Door } from "../shared/session";
import "../shared/styles";
import "../shared/theme";

function Landing() {
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
