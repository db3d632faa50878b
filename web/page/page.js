// The page's conversation: asks over the web channel, and draws what comes back as text nodes only.
const CALLS = "/webhooks/web";
const KEY = "ppi-guide-session"; // the session's token; written when the first question is asked
const SLOW_AFTER = 8000; // milliseconds until "this is taking longer" is said
const GIVE_UP_AFTER = 60000;

const at = (id) => document.getElementById(id);
const conversation = at("conversation");
const question = at("question");
const hello = conversation.firstElementChild;

let token = sessionStorage.getItem(KEY);
const queue = []; // not sent yet, oldest first: {message_id, said, text | payload}
let sending = false;
let shown = new Set();

class Failed extends Error {
  constructor(reason, status) {
    super(reason);
    this.status = status; // 0: the server was not reached
    this.again = status === 0 || status === 429 || status >= 500;
  }
}

// ---- calls -------------------------------------------------------------------------------------

async function call(method, path, body) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(CALLS + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.timeout(GIVE_UP_AFTER),
    });
  } catch {
    throw new Failed("Your message was not sent. Please check your connection.", 0);
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  const wait = Number(response.headers.get("Retry-After"));
  const when = wait ? ` You can try again in ${wait} seconds.` : "";
  const reason = answer?.detail ?? "Something went wrong here. Your words are still on this page.";
  throw new Failed(reason + when, response.status);
}

async function startSession() {
  token = null;
  const started = await call("POST", "/session");
  token = started.token;
  sessionStorage.setItem(KEY, token);
  // The page has already said the welcome.
  started.messages.forEach((message) => shown.add(message.id));
}

function forgetSession() {
  token = null;
  sessionStorage.removeItem(KEY);
}

// `crypto.randomUUID` is missing on pages served over plain HTTP.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- asking ------------------------------------------------------------------------------------

function ask(said, fields) {
  queue.push({ message_id: newId(), said, ...fields });
  at("starters").hidden = true;
  question.value = "";
  show({ from: "you", text: said });
  sendQueue();
}

// In order and one at a time: an answer may depend on the message before it.
async function sendQueue() {
  if (sending) return;
  sending = true;
  at("not-sent").hidden = true;
  while (queue.length) {
    try {
      (await send(queue[0])).messages.forEach(hear);
      queue.shift();
    } catch (failure) {
      notSent(failure);
      break;
    }
  }
  sending = false;
}

async function send({ message_id, text, payload, said }) {
  const waiting = setTimeout(() => { at("waiting").hidden = false; }, 600);
  const slow = setTimeout(() => {
    at("waiting").textContent = "This is taking longer than usual. Please wait …";
    announce(at("waiting").textContent);
  }, SLOW_AFTER);
  try {
    if (!token) await startSession();
    try {
      return await call("POST", "/message", { message_id, ...(payload ? { payload } : { text }) });
    } catch (failure) {
      // The conversation ran out or was deleted elsewhere. A button belongs to it; its words do not.
      if (failure.status !== 401) throw failure;
      await startSession();
      return await call("POST", "/message", { message_id, text: said });
    }
  } finally {
    clearTimeout(waiting);
    clearTimeout(slow);
    at("waiting").hidden = true;
    at("waiting").textContent = "One moment …";
  }
}

function notSent(failure) {
  if (!failure.again) {
    // The same words would be refused again: they go back into the box, to be changed.
    const { text } = queue.shift();
    if (text && !question.value) question.value = text;
  }
  at("not-sent-reason").textContent = failure.message;
  at("send-again").hidden = !queue.length;
  at("not-sent").hidden = false;
  announce(`Not sent. ${failure.message}`);
}

function hear(message) {
  if (shown.has(message.id)) return;
  const item = show(message);
  announce(`PPI Guide said: ${message.text}`);
  if (message.kind === "notice" && message.card?.id === "deleted") forgetSession();
  item.scrollIntoView({ block: "nearest" });
}

// One polite announcer; the text goes after it was surely read, so that nobody finds it a second time.
function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  at("announcer").append(line);
  setTimeout(() => line.remove(), 5000);
}

// ---- drawing -----------------------------------------------------------------------------------

function make(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function show(message) {
  if (message.id) shown.add(message.id);
  const mine = message.from === "you";
  const item = make("li", mine ? "from-you" : "from-assistant");
  item.append(make("span", "for-screen-readers", mine ? "You said: " : "PPI Guide said: "));
  if (message.kind === "crisis") item.classList.add("crisis");
  const card = message.kind === "crisis" ? null : message.card;
  const titled = card && ["card", "comparison", "verdict"].includes(message.kind);
  if (titled) item.append(make("h3", "", card.title));
  const parts = card?.parts?.length || card?.table ? card.parts : [message.text];
  for (const paragraph of parts.flatMap((part) => part.split(/\n+/))) {
    item.append(make("p", "", ...(mine ? [paragraph] : withLinks(paragraph, message.kind === "crisis"))));
  }
  if (card?.table) item.append(table(card.table, card.title));
  if (titled && card.source) item.append(source(card.source));
  if (message.buttons?.length) item.append(choices(message.buttons));
  if (titled && message.id) {
    document.querySelectorAll(".helpful").forEach((earlier) => earlier.remove());
    item.append(helpful(message.id));
  }
  conversation.append(item);
  at("tools").hidden = false;
  return item;
}

const LINK = /(https:\/\/[^\s)]+[^\s).,])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;
// Numbers in the crisis cards: "call 999", "phone 116 123", "Text SHOUT to 85258".
const PHONE = /\b(?:call(?: NHS)?|phone|on) (\d[\d ]*\d)|\btext (\w+) to (\d{5})/gi;

function withLinks(text, phones) {
  const nodes = [];
  let from = 0;
  const found = [...text.matchAll(LINK)];
  if (phones) found.push(...text.matchAll(PHONE));
  found.sort((one, other) => one.index - other.index);
  for (const match of found) {
    nodes.push(text.slice(from, match.index));
    const link = document.createElement("a");
    link.textContent = match[0];
    link.href = hrefOf(match[0]);
    nodes.push(link);
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function hrefOf(words) {
  if (words.startsWith("https://")) return words;
  if (words.includes("@")) return `mailto:${words}`;
  const [, phone, word, number] = new RegExp(PHONE.source, "i").exec(words);
  return phone ? `tel:${phone.replaceAll(" ", "")}` : `sms:${number}?body=${encodeURIComponent(word)}`;
}

function source({ name, url, checked }) {
  const link = make("a", "", name);
  if (/^https?:/.test(url)) link.href = url;
  link.rel = "noopener";
  link.target = "_blank";
  const line = make("p", "source", "Where this comes from: ", link, " (opens in a new tab)");
  if (checked) {
    const month = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", year: "numeric" });
    line.append(`, checked ${month.format(new Date(checked))}`);
  }
  return line;
}

function table({ columns, rows }, title) {
  const cell = (tag, text, scope) => {
    const made = make(tag, "", text);
    if (scope) made.scope = scope;
    return made;
  };
  // An empty corner is a cell: a heading without words would be read as one.
  const head = make("tr", "", ...columns.map((name) => (name ? cell("th", name, "col") : cell("td", ""))));
  const body = rows.map(([first, ...others]) => {
    const row = make("tr", "", cell("th", first, "row"));
    others.forEach((text, index) => {
      const made = cell("td", text);
      made.dataset.column = columns[index + 1];
      row.append(made);
    });
    return row;
  });
  return make("table", "", make("caption", "for-screen-readers", title), make("thead", "", head), make("tbody", "", ...body));
}

function choices(buttons) {
  const list = make("ul", "choices");
  for (const { title, payload } of buttons) {
    const button = make("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => ask(title, { payload }));
    list.append(make("li", "", button));
  }
  return list;
}

function helpful(answerId) {
  const line = make("p", "helpful", "Was this helpful?");
  for (const [word, value] of [["Yes", true], ["No", false]]) {
    const button = make("button", "quiet", word, make("span", "for-screen-readers", value ? ", this was helpful" : ", this was not helpful"));
    button.type = "button";
    button.addEventListener("click", async () => {
      try {
        await call("POST", "/feedback", { answer_id: answerId, helpful: value });
        line.textContent = value ? "Thank you." : "Thank you. You can ask in other words, or talk to a person below.";
      } catch (failure) {
        line.textContent = failure.message;
      }
      announce(line.textContent);
    });
    line.append(button);
  }
  return line;
}

// ---- the page's own controls -------------------------------------------------------------------

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value;
  if (text.trim()) ask(text, { text });
  question.focus();
});

question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("ask").requestSubmit();
  }
});

at("starters").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  ask(button.textContent, { text: button.textContent });
  question.focus();
});

at("send-again").addEventListener("click", () => {
  question.focus();
  sendQueue();
});

at("print").addEventListener("click", () => window.print());

at("delete").addEventListener("click", () => {
  at("confirm").hidden = false;
  at("delete-no").focus();
});

at("delete-no").addEventListener("click", () => {
  at("confirm").hidden = true;
  at("delete").focus();
});

at("delete-yes").addEventListener("click", async () => {
  try {
    if (token) await call("DELETE", "/session");
  } catch (failure) {
    if (failure.status !== 401) {
      announce("It was not deleted. Please check your connection and try again.");
      at("confirm").firstChild.textContent = "It was not deleted. Please check your connection. Try again? ";
      return;
    }
  }
  forgetSession();
  queue.length = 0;
  at("not-sent").hidden = true;
  conversation.replaceChildren(hello);
  at("confirm").hidden = true;
  at("tools").hidden = true;
  at("starters").hidden = false;
  announce("Your conversation is deleted.");
  question.focus();
});

// ---- start -------------------------------------------------------------------------------------

const accent = document.querySelector("meta[name=theme-color]").content;
document.documentElement.style.setProperty("--accent", accent);
at("ask").hidden = false;
at("starters").hidden = false;

if (token) {
  try {
    const { messages } = await call("GET", "/history?after=0");
    const [, ...later] = messages; // the first is the welcome
    if (later.length) at("starters").hidden = true;
    later.forEach(show);
  } catch (failure) {
    // A session that ended is forgotten; anything else may pass, and the token is kept.
    if (failure.status === 401) forgetSession();
  }
}
