/** Light or dark: as the system is, or as was chosen here. */
import { Store } from "./store";

export type Theme = "light" | "dark";

const KEY = "clientgraph-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = (): Theme | null => localStorage.getItem(KEY) as Theme | null;
const present = (): Theme => chosen() ?? (system.matches ? "dark" : "light");

export const theme = new Store<Theme>(present());

function show(): void {
  document.documentElement.dataset.theme = present();
  theme.set(present());
}

/** The other one, from now on. */
export function turnTheme(): void {
  localStorage.setItem(KEY, theme.get() === "dark" ? "light" : "dark");
  show();
}

system.addEventListener("change", show);
show();
