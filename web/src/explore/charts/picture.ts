/** Charts as one SVG file that looks the same wherever it is opened: with its title and legend, and colours of its own. */
const SAYS = ["fill", "stroke", "stroke-width", "font-family", "font-size", "text-anchor"];
const SPACE = 24;
const LINE = 20;

const NAMESPACE = "http://www.w3.org/2000/svg";

function element(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** A drawing with what its style sheet says written into it. */
function plain(drawn: SVGSVGElement): SVGElement {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawn.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((each, at) => {
    const style = getComputedStyle(each);
    for (const name of SAYS) to[at]?.setAttribute(name, style.getPropertyValue(name));
    to[at]?.removeAttribute("class");
  });
  for (const name of ["class", "tabindex", "role", "aria-label"]) copy.removeAttribute(name);
  return copy;
}

interface Pictured {
  drawing: SVGSVGElement;
  title: string;
  series: { name: string; colour: string }[];
}

export function picture(panels: Pictured[], title: string): string {
  const look = getComputedStyle(document.documentElement);
  const [ink, ground] = [look.getPropertyValue("--ink").trim(), look.getPropertyValue("--surface").trim()];
  const font = { "font-family": "sans-serif", fill: ink };
  const width = Math.max(...panels.map(({ drawing }) => drawing.clientWidth)) + 2 * SPACE;
  const whole = element("svg", { xmlns: NAMESPACE, width });
  let y = SPACE + LINE;
  const parts: SVGElement[] = [element("text", { ...font, x: SPACE, y, "font-size": 17, "font-weight": 600 }, title)];
  for (const panel of panels) {
    y += LINE;
    if (panel.title) parts.push(element("text", { ...font, x: SPACE, y: (y += LINE / 2), "font-size": 13 }, panel.title));
    const drawn = plain(panel.drawing);
    drawn.setAttribute("x", String(SPACE));
    drawn.setAttribute("y", String((y += LINE / 2)));
    parts.push(drawn);
    y += panel.drawing.clientHeight + LINE / 2;
    for (const { name, colour } of panel.series) {
      parts.push(element("rect", { x: SPACE, y: y - 10, width: 10, height: 10, rx: 2, fill: colour }));
      parts.push(element("text", { ...font, x: SPACE + 18, y, "font-size": 13 }, name));
      y += LINE;
    }
  }
  whole.setAttribute("height", String(y + SPACE));
  whole.append(element("rect", { width: "100%", height: "100%", fill: ground }), ...parts);
  return new XMLSerializer().serializeToString(whole);
}
