// The element: a launcher, the panel, and what a visitor can do in it.
import { Announcer } from "./announcer";
import { Channel, Failed, type Message, type Waiting } from "./channel";
import { ContactForm, LEAVE } from "./contact";
import { button, draw, hidden, inShort, make, speaker, titleOf } from "./draw";

declare const STYLES: string;
declare const STYLE_FILE: string;

const STARTERS = [
  "What is involvement?",
  "How do involvement, engagement and participation differ?",
  "How do I get involved?",
  "Can I talk to a person?",
];
const TYPING_AFTER = 600;
const SLOW_AFTER = 8000;
const TRY_AGAIN_AFTER = [2, 5, 10, 30, 60]; // seconds
const LOOKS_EVERY = 15000; // while staff may still answer
const COVERS_BELOW = 480; // px of width or height under which the panel covers the page

export class PpiChat extends HTMLElement {
  private readonly announcer = new Announcer();
  private channel!: Channel;
  private full = false;
  private readonly shown = new Set<string>();
  private sending = false;
  private tries = 0;
  private timer = 0;
  private looking = 0;
  private notBefore = 0; // until then the server has asked not to be called
  private behind: { element: HTMLElement; before: Record<string, string | null> }[] = [];
  private unprinted: { element: HTMLElement; display: string; priority: string }[] = [];

  private readonly launcher = make("aside", { class: "launcher", "aria-label": "PPI Guide" });
  private readonly opener = button("Ask about research words", () => this.open());
  private readonly panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title" });
  private readonly list = make("ol", { "aria-label": "Your conversation" });
  private readonly scroller = make("div", { class: "scroller", tabindex: "-1" });
  private readonly starters = make("div", { class: "starters" });
  private readonly typing = make("p", { class: "typing" });
  private readonly trouble = make("div", { class: "trouble" });
  private readonly newer = button("New answer below", () => this.showNewest(), { class: "newer" });
  private readonly help = button("Get help now", () => this.showCrisis(), { class: "help-now" });
  private readonly input = make("textarea", { id: "question", rows: "1", autocomplete: "off", enterkeyhint: "send", "aria-describedby": "privacy" });
  private readonly menu = make("ul", { class: "menu" });
  private readonly menuButton = button("Options", () => this.toggleMenu(), { "aria-expanded": "false" });
  private readonly confirm = make("div", { class: "confirm" });
  private readonly leave = button(LEAVE, () => { this.toggleMenu(); this.writeNote(); });
  private readonly note = new ContactForm(
    (note) => this.channel.leave(note),
    (answers) => { this.backToChat(); for (const answer of answers) this.hear(answer); },
    () => this.backToChat(),
    (text) => this.announcer.say(text));

  connectedCallback(): void {
    this.looking = window.setInterval(() => this.look(), LOOKS_EVERY);
    if (this.shadowRoot) return this.announcer.attach();
    const endpoint = (this.getAttribute("endpoint") ?? "").replace(/\/$/, "");
    this.full = this.hasAttribute("full");
    this.channel = new Channel(endpoint);
    this.announcer.attach();
    this.build(endpoint);
    addEventListener("online", () => this.retry());
    addEventListener("resize", () => this.cover());
    addEventListener("beforeprint", () => this.alone(true));
    addEventListener("afterprint", () => this.alone(false));
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.isOpen) this.refresh(); });
    if (this.full || (this.channel.open && this.channel.begun)) this.open(false);
  }

  disconnectedCallback(): void {
    this.announcer.detach();
    this.uncover();
    clearTimeout(this.timer);
    clearInterval(this.looking);
  }

  private get isOpen(): boolean { return !this.panel.hidden; }

  // ---- building ----------------------------------------------------------------------------------

  private build(endpoint: string): void {
    const root = this.attachShadow({ mode: "open" });
    this.dress(root, endpoint);
    const title = make("h2", { id: "title" }, "PPI Guide", make("span", { class: "what" }, "a computer program"));
    const close = button("Close", () => this.close(), { class: "close" }, hidden(" the chat"));
    const top = make("div", { class: "top" }, title, this.menuButton, ...(this.full ? [] : [close]), this.help);
    for (const words of STARTERS) this.starters.append(button(words, () => { this.ask(words); this.input.focus(); }));
    this.menu.append(...[
      button("Contact a person", () => { this.toggleMenu(); this.ask("Can I talk to a person?"); this.input.focus(); }),
      this.leave,
      button("Save as text", () => { this.toggleMenu(); this.menuButton.focus(); this.save(); }),
      button("Print", () => { this.toggleMenu(); this.menuButton.focus(); print(); }),
      button("Larger text", (): void => this.enlarge(), { "aria-pressed": "false" }),
      button("Delete this chat", () => { this.toggleMenu(); this.askToDelete(); }),
    ].map((one) => make("li", {}, one)));
    const form = make("form", { class: "ask" },
      make("label", { for: "question" }, "Your question"),
      make("p", { id: "privacy" }, "Do not type names, NHS numbers or health details."),
      make("div", { class: "row" }, this.input, make("button", { type: "submit", class: "send" }, "Send")));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
    });
    this.input.addEventListener("input", () => this.fit());
    this.scroller.append(this.list, this.starters, this.typing, this.trouble);
    this.scroller.addEventListener("scroll", () => { if (this.atEnd()) this.newer.hidden = true; });
    this.panel.append(top, this.menu, this.confirm, this.scroller, this.newer, form);
    this.panel.addEventListener("keydown", (event) => this.onKey(event));
    const plain = make("a", { href: `${endpoint}/chat` }, "Ask on a page of its own");
    this.launcher.append(this.opener, plain);
    this.opener.setAttribute("aria-haspopup", "dialog");
    this.panel.hidden = !this.full;
    this.launcher.hidden = this.full;
    this.menu.hidden = this.confirm.hidden = this.typing.hidden = this.trouble.hidden = this.newer.hidden = this.help.hidden = true;
    this.starters.hidden = !this.full; // the welcome brings questions of its own
    if (this.full) { this.panel.setAttribute("role", "region"); this.panel.classList.add("full"); }
    const dir = this.closest("[dir]")?.getAttribute("dir") ?? document.documentElement.dir;
    this.panel.dir = this.launcher.dir = dir === "rtl" ? "rtl" : "ltr";
    this.panel.lang = "en-GB";
    if (this.channel.larger) this.enlarge();
    root.append(this.launcher, this.panel);
  }

  private dress(root: ShadowRoot, endpoint: string): void {
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      root.adoptedStyleSheets = [sheet];
      return;
    }
    // Older browsers: a file, because a strict policy forbids style elements. Hidden until it is there.
    const file = make("link", { rel: "stylesheet", href: `${endpoint}/widget/${STYLE_FILE}` });
    this.launcher.style.visibility = "hidden";
    const show = (): void => { this.launcher.style.visibility = ""; };
    file.addEventListener("load", show);
    file.addEventListener("error", show); // unlovely, but there
    root.append(file);
  }

  // ---- opening and closing -----------------------------------------------------------------------

  private async open(byVisitor = true): Promise<void> {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.cover();
    if (byVisitor) {
      this.channel.keep({ open: true });
      this.input.focus();
    }
    if (this.full && !this.channel.begun) return this.welcomeHere();
    await this.refresh();
  }

  // In a page of its own nothing is written before the first question, either.
  private welcomeHere(): void {
    if (this.list.children.length) return;
    this.starters.hidden = false;
    this.list.append(draw({
      id: "", seq: 0, at: "", from: "assistant", kind: "notice", buttons: [],
      text: "Hello. I am PPI Guide, a computer program. I explain what involvement, engagement and participation in research mean. I can also tell you who to talk to. I cannot give medical advice.",
    }));
  }

  private close(): void {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.uncover();
    this.channel.keep({ open: false });
    this.opener.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (!this.menu.hidden) { this.toggleMenu(); this.menuButton.focus(); }
      else if (!this.confirm.hidden) this.keepChat();
      else if (this.note.element.isConnected) this.backToChat();
      else if (!this.full) this.close();
    }
    if (event.key !== "Tab" || !this.behind.length) return;
    // The panel covers the page: Tab stays in it, also where `inert` is not known.
    const stops = Array.from(this.panel.querySelectorAll<HTMLElement>("button, a[href], textarea, input, select"))
      .filter((one) => one.getClientRects().length > 0);
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (this.shadowRoot?.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
    }
  }

  /** Hides the page from Tab and from screen readers while the panel covers it. */
  private cover(): void {
    const covers = this.isOpen && !this.full && (innerWidth < COVERS_BELOW || innerHeight < COVERS_BELOW);
    if (!covers) return this.uncover();
    if (this.behind.length) return;
    for (const element of Array.from(document.body.children) as HTMLElement[]) {
      if (element === this || element.contains(this) || element.getAttribute("role") === "status") continue;
      this.behind.push({ element, before: { "aria-hidden": element.getAttribute("aria-hidden"), inert: element.getAttribute("inert") } });
      element.setAttribute("aria-hidden", "true");
      element.setAttribute("inert", "");
    }
    this.panel.setAttribute("aria-modal", "true");
  }

  private uncover(): void {
    for (const { element, before } of this.behind) {
      for (const name of Object.keys(before)) {
        const value = before[name] as string | null;
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
    }
    this.behind = [];
    this.panel.removeAttribute("aria-modal");
  }

  // ---- asking ------------------------------------------------------------------------------------

  private submit(): void {
    const said = this.input.value.trim();
    if (!said) return this.input.focus();
    this.input.value = "";
    this.fit();
    this.ask(said);
  }

  private ask(said: string, payload?: string): void {
    const waiting = this.channel.put(said, payload);
    this.drawWaiting(waiting);
    this.sendQueue();
  }

  private drawWaiting(waiting: Waiting): void {
    const item = draw({ id: waiting.id, seq: 0, at: "", from: "you", kind: "text", text: waiting.said, buttons: [] });
    item.dataset["waiting"] = waiting.id;
    this.list.append(item);
    this.starters.hidden = true;
    this.reveal(item);
  }

  // In order and one at a time: an answer may depend on the message before it.
  private async sendQueue(): Promise<void> {
    if (this.sending || Date.now() < this.notBefore) return;
    this.sending = true;
    clearTimeout(this.timer);
    this.trouble.hidden = true;
    const typing = setTimeout(() => this.showTyping("One moment …"), TYPING_AFTER);
    const slow = setTimeout(() => {
      this.showTyping("This is taking longer than usual. Please wait …");
      this.announcer.say("This is taking longer than usual. Please wait.");
    }, SLOW_AFTER);
    try {
      for (let next = this.channel.queue[0]; next; next = this.channel.queue[0]) {
        const answers = await this.channel.send(next);
        this.tries = 0;
        this.channel.drop(next);
        this.answered(next, answers);
      }
    } catch (failure) {
      this.failed(failure instanceof Failed ? failure : new Failed(String(failure), 0, 0));
    } finally {
      clearTimeout(typing);
      clearTimeout(slow);
      this.typing.hidden = true;
      this.sending = false;
    }
  }

  private answered(waiting: Waiting, answers: Message[]): void {
    const item = this.list.querySelector<HTMLElement>(`[data-waiting="${waiting.id}"]`);
    // A reload may have brought both sides already.
    if (answers.length && answers.every((answer) => this.shown.has(answer.id))) return item?.remove();
    item?.removeAttribute("data-waiting");
    // Before the messages that still wait: an answer stands under its question.
    const next = item?.nextElementSibling ?? null;
    for (const answer of answers) this.hear(answer, true, next);
  }

  private failed(failure: Failed): void {
    const first = this.channel.queue[0];
    if (!failure.again && first) {
      // The same words would be refused again: they go back into the box, to be changed.
      this.channel.drop(first);
      this.list.querySelector(`[data-waiting="${first.id}"]`)?.remove();
      if (!first.payload && !this.input.value) this.input.value = first.said;
    }
    const again = button("Try again", () => { this.input.focus(); this.notBefore = 0; this.retry(); });
    this.trouble.replaceChildren(make("p", {}, failure.message), ...(failure.again ? [again] : []));
    this.trouble.hidden = false;
    this.announcer.say(`Not sent. ${failure.message}`);
    this.trouble.scrollIntoView({ block: "nearest" });
    if (!failure.again) return;
    const pause = failure.wait || TRY_AGAIN_AFTER[Math.min(this.tries, TRY_AGAIN_AFTER.length - 1)] as number;
    this.tries += 1;
    if (failure.wait) this.notBefore = Date.now() + failure.wait * 1000;
    this.timer = window.setTimeout(() => this.retry(), pause * 1000 + 50);
  }

  private retry(): void {
    if (!this.isOpen && !this.channel.queue.length) return;
    if (this.channel.queue.length) this.sendQueue();
    else this.refresh();
  }

  /** What came while this page was away, then what is still to be sent. */
  private async refresh(): Promise<void> {
    try {
      for (const message of await this.channel.begin()) this.hear(message, false);
      for (const message of await this.channel.news()) this.hear(message, false);
      if (!this.channel.queue.length) this.trouble.hidden = true; // what could not be sent is still not sent
    } catch (failure) {
      if (!this.channel.queue.length) this.failed(failure as Failed);
    }
    for (const waiting of this.channel.queue) {
      if (!this.list.querySelector(`[data-waiting="${waiting.id}"]`)) this.drawWaiting(waiting);
    }
    if (this.channel.queue.length) await this.sendQueue();
    else this.showNewest();
  }

  /** What staff have written since; asked for only while somebody waits and looks at it. */
  private async look(): Promise<void> {
    if (!this.channel.waits || !this.isOpen || document.hidden || this.sending || this.channel.queue.length) return;
    try {
      for (const message of await this.channel.news()) this.hear(message);
    } catch { /* the next look may succeed */ }
  }

  private hear(message: Message, aloud = true, before: Element | null = null): void {
    if (this.shown.has(message.id)) return;
    this.shown.add(message.id);
    if (message.from === "assistant") this.starters.hidden = true;
    // Once it is pinned at the top, the way to help needs no second button.
    if (!this.help.hidden) message.buttons = message.buttons.filter((one) => one.title !== this.help.textContent);
    const item = draw(message);
    if (message.from !== "you") this.addChoices(item, message);
    this.list.insertBefore(item, before ?? this.list.querySelector("[data-waiting]"));
    if (message.kind === "crisis") {
      this.shadowRoot?.getElementById("crisis")?.removeAttribute("id"); // the newest is the one that help leads to
      item.id = "crisis";
      item.tabIndex = -1;
      this.help.hidden = false;
    }
    if (aloud && message.from !== "you") {
      this.announcer.say(`${speaker(message)} said: ${inShort(message)}`);
      this.reveal(item);
    }
    if (message.kind === "notice" && message.card?.id === "deleted") this.channel.forget([...this.channel.queue]);
  }

  private addChoices(item: HTMLElement, message: Message): void {
    this.list.querySelectorAll(".helpful").forEach((earlier) => earlier.remove());
    if (message.buttons.length) {
      item.append(make("div", { class: "choices" },
        ...message.buttons.map((one) => button(one.title, () => (one.title === LEAVE && this.channel.takesNotes ? this.writeNote() : this.ask(one.title, one.payload))))));
    }
    const title = titleOf(message);
    if (!title || !this.help.hidden || !this.channel.asksForMarks) return;
    const answer = (helpful: boolean): void => {
      this.channel.rate(message.id, helpful).then(
        () => {
          rating.replaceChildren("Thank you for telling us.");
          rating.tabIndex = -1; // the pressed button is gone: without this the focus would fall out of the panel
          rating.focus();
          this.announcer.say("Thank you for telling us.");
        },
        (failure: Failed) => rating.append(make("p", {}, failure.message)));
    };
    const rating = make("div", { class: "helpful", role: "group", "aria-label": `Was “${title}” helpful?` }, make("span", { class: "ask-helpful" }, "Was this answer helpful? "),
      button("Yes", () => answer(true), {}, hidden(`, “${title}” helped`)),
      button("No", () => answer(false), {}, hidden(`, “${title}” did not help`)));
    item.append(rating);
  }

  // ---- the place in the conversation -------------------------------------------------------------

  private atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  /** Shows the start of a new message, unless the reader has gone back to read something else. */
  private reveal(item: HTMLElement): void {
    const before = item.previousElementSibling as HTMLElement | null;
    const wasInView = !before || before.getBoundingClientRect().top < this.scroller.getBoundingClientRect().bottom + 40;
    // A crisis card is shown at once, wherever the reader is.
    if (!wasInView && !item.classList.contains("crisis")) { this.newer.hidden = false; return; }
    this.scroller.scrollTop = item.offsetTop - 8;
  }

  private showNewest(): void {
    this.newer.hidden = true;
    const last = this.list.lastElementChild as HTMLElement | null;
    if (last) this.scroller.scrollTop = last.offsetTop - 8;
  }

  private showCrisis(): void {
    const card = this.shadowRoot?.getElementById("crisis");
    if (!card) return;
    this.scroller.scrollTop = card.offsetTop - 8;
    card.focus();
  }

  private showTyping(text: string): void {
    this.typing.textContent = text;
    this.typing.hidden = false;
    this.typing.scrollIntoView({ block: "nearest" });
  }

  private fit(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 4, 160)}px`;
  }

  // ---- options -----------------------------------------------------------------------------------

  private toggleMenu(): void {
    (this.leave.parentElement as HTMLElement).hidden = !this.channel.takesNotes;
    this.menu.hidden = !this.menu.hidden;
    this.menuButton.setAttribute("aria-expanded", String(!this.menu.hidden));
    if (!this.menu.hidden) this.menu.querySelector("button")?.focus();
  }

  private writeNote(): void {
    this.panel.classList.add("writing");
    this.scroller.before(this.note.element);
    this.note.open();
  }

  private backToChat(): void {
    this.note.element.remove(); // what was written in it is kept
    this.panel.classList.remove("writing");
    this.input.focus();
  }

  private enlarge(): void {
    const larger = this.panel.classList.toggle("larger");
    if (larger !== this.channel.larger) this.channel.keep({ larger });
    this.menu.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(larger));
  }

  private save(): void {
    const items = Array.from(this.list.children).map((item) =>
      Array.from(item.querySelectorAll(".sr:first-child, h3, p, th, td")).map((one) => one.textContent?.trim()).filter(Boolean).join("\n"));
    const text = `PPI Guide, ${new Date().toLocaleDateString("en-GB")}\n\n${items.join("\n\n")}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    const anchor = make("a", { href: address, download: "ppi-guide.txt" });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    this.announcer.say("Saved as ppi-guide.txt.");
  }

  private askToDelete(): void {
    const yes = button("Delete everything", async () => {
      try {
        await this.channel.erase();
      } catch (failure) {
        this.confirm.append(make("p", {}, (failure as Failed).message));
        return;
      }
      this.note.wipe();
      this.list.replaceChildren();
      this.shown.clear();
      this.help.hidden = this.trouble.hidden = true;
      this.starters.hidden = false;
      this.confirm.hidden = true;
      this.list.append(make("li", { class: "them" }, make("h3", { class: "sr" }, "PPI Guide said"),
        make("p", {}, "Everything in this chat is deleted. You can start a new one at any time.")));
      this.announcer.say("Everything in this chat is deleted.");
      this.input.focus();
    }, { class: "danger" });
    this.confirm.replaceChildren(make("p", { id: "sure" }, "Delete all of this chat? That cannot be undone."), yes, button("Keep it", () => this.keepChat()));
    this.confirm.setAttribute("role", "group");
    this.confirm.setAttribute("aria-labelledby", "sure");
    this.confirm.hidden = false;
    yes.focus();
  }

  private keepChat(): void {
    this.confirm.hidden = true;
    this.menuButton.focus();
  }

  /** Only the conversation is printed, not the page around it. */
  private alone(printing: boolean): void {
    for (const { element, display, priority } of this.unprinted) element.style.setProperty("display", display, priority);
    this.unprinted = [];
    if (!printing || !this.isOpen) return;
    for (const element of Array.from(document.body.children) as HTMLElement[]) {
      if (element === this || element.contains(this)) continue;
      this.unprinted.push({ element, display: element.style.display, priority: element.style.getPropertyPriority("display") });
      element.style.setProperty("display", "none", "important");
    }
  }
}
