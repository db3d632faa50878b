// Messages as elements: text nodes only, and links of four kinds only.
import type { Message, Source, Table } from "./channel";

type Child = Node | string;

export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T, given: Record<string, string> = {}, ...children: Child[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const name of Object.keys(given)) made.setAttribute(name, given[name] as string);
  made.append(...children);
  return made;
}

export const hidden = (text: string): HTMLElement => make("span", { class: "sr" }, text);

export function button(text: string, pressed: () => void, given: Record<string, string> = {}, ...more: Child[]): HTMLButtonElement {
  const made = make("button", { type: "button", ...given }, text, ...more);
  made.addEventListener("click", pressed);
  return made;
}

const TITLED = ["card", "comparison", "verdict"];

export const titleOf = (message: Message): string =>
  message.card && TITLED.includes(message.kind) ? message.card.title : "";

/** What of a message is read as running text, paragraph by paragraph. */
function paragraphs(message: Message): string[] {
  const card = message.kind === "crisis" ? null : message.card;
  const parts = card && (card.parts.length || card.table) ? card.parts : [message.text];
  return parts.join("\n").split(/\n+/).filter((line) => line.trim());
}

export function speaker(message: Message): string {
  return { you: "You", staff: "A person", assistant: "PPI Guide" }[message.from];
}

export function draw(message: Message): HTMLLIElement {
  const mine = message.from === "you";
  const item = make("li", { class: mine ? "you" : message.kind === "crisis" ? "them crisis" : "them" });
  const said = `${speaker(message)} said`;
  const title = titleOf(message);
  if (mine) item.append(hidden(`${said}: `));
  else item.append(make("h3", title || message.from === "staff" ? {} : { class: "sr" }, title ? hidden(`${said}: `) : said, title));
  for (const line of paragraphs(message)) {
    item.append(make("p", {}, ...(mine ? [line] : linked(line))));
  }
  if (!mine && message.kind !== "crisis" && message.card) {
    if (message.card.table) item.append(table(message.card.table, title));
    if (title) item.append(...[message.card.source, ...(message.card.sources ?? [])].flatMap((from) => from ? [source(from)] : []));
  }
  return item;
}

const LINK = /(https:\/\/[^\s<>"'()]+[^\s<>"'().,])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;
// Numbers to call, in the crisis cards and elsewhere: "call 999", "phone 116 123", "Text SHOUT to 85258"; but "on 24 May" is none.
const NUMBER = /\b(?:call(?: NHS)?|phone|on(?= \d{3,} \d)) (\d[\d ]*\d)|\btext (\w+) to (\d{5})/gi;

export function linked(text: string): Child[] {
  const found = [...text.matchAll(LINK)].map((match) => ({ match, href: match[1] ?? `mailto:${match[2]}` }));
  for (const match of text.matchAll(NUMBER)) {
    found.push({ match, href: match[1] ? `tel:${match[1].replace(/ /g, "")}` : `sms:${match[3]}?body=${match[2]}` });
  }
  found.sort((one, other) => (one.match.index as number) - (other.match.index as number));
  const nodes: Child[] = [];
  let at = 0;
  for (const { match, href } of found) {
    const from = match.index as number;
    if (from < at) continue;
    nodes.push(text.slice(at, from), link(match[0], href));
    at = from + match[0].length;
  }
  return [...nodes, text.slice(at)];
}

function link(text: string, href: string): HTMLElement {
  if (!/^(https|tel|mailto|sms):/.test(href)) return make("span", {}, text);
  const web = href.startsWith("https:");
  return make("a", { href, ...(web ? { target: "_blank", rel: "noopener noreferrer" } : {}) }, text, ...(web ? [hidden(" (opens a new tab)")] : []));
}

// By hand: the browser's own date texts cost 20 ms the first time.
const MONTHS = "January February March April May June July August September October November December".split(" ");

function source(from: Source): HTMLElement {
  const [year, place] = (from.checked ?? "").split("-");
  const month = MONTHS[Number(place) - 1] ? `${MONTHS[Number(place) - 1]} ${year}` : "";
  return make("p", { class: "source" }, "From: ", link(from.name, from.url), month ? ` (checked ${month})` : "");
}

// Roles are written out: a table that is laid out as blocks on a narrow screen loses them otherwise.
function table(given: Table, name: string): HTMLElement {
  const [, ...columns] = given.columns;
  const cell = (tag: "th" | "td", role: string, text: string, more: Record<string, string> = {}): HTMLElement =>
    make(tag, { role, ...more }, text);
  const head = make("tr", { role: "row" }, make("td", { role: "cell" }), ...columns.map((title) => cell("th", "columnheader", title, { scope: "col" })));
  const rows = given.rows.map(([first, ...cells]) => make("tr", { role: "row" },
    cell("th", "rowheader", first ?? "", { scope: "row" }),
    ...cells.map((text, place) => cell("td", "cell", text, { "data-label": columns[place] ?? "" }))));
  return make("table", { role: "table", "aria-label": name },
    make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...rows));
}

/** What is announced of an answer: its first sentence, or all of a crisis card and of a form, and how many choices there are. */
export function inShort(message: Message): string {
  const whole = message.kind === "crisis" || message.kind === "form" || message.from === "staff"; // a form's reference or code is not to be missed
  const text = whole ? message.text : paragraphs(message)[0] ?? message.text;
  const first = whole ? text : /^.*?[.?!](?=\s|$)/.exec(text)?.[0] ?? text;
  const count = message.buttons.length;
  const choices = count ? ` ${count} ${count === 1 ? "choice" : "choices"}.` : "";
  return `${titleOf(message) ? `${titleOf(message)}. ` : ""}${first}${choices}`;
}
