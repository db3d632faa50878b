// A message for a person: filled in, read back, and only then sent. It is offered only when the server
// says that it can deliver one.
import { Failed, newId, type Message } from "./channel";
import { button, make } from "./draw";

export interface Note { message_id: string; role: string; reach: string; message: string; consent: boolean; with_talk?: boolean }

export const LEAVE = "Leave a message"; // the button in an answer that opens this form instead of a dialogue
const WAYS: [string, string][] = [["", "By email or phone"], ["here", "Here, with a code"]];
const ROLES: [string, string][] = [
  ["", "Please choose"], ["patient", "A patient"], ["carer", "A carer or family member"], ["public", "A member of the public"],
  ["researcher", "A researcher"], ["other", "Someone else"],
];

export class ContactForm {
  private readonly role = make("select", { id: "role" }, ...options(ROLES));
  private readonly way = make("select", { id: "way" }, ...options(WAYS));
  private readonly reach = make("input", { id: "reach", autocomplete: "email", maxlength: "320" });
  private readonly message = make("textarea", { id: "note", rows: "4", maxlength: "4000" });
  private readonly consent = make("input", { id: "consent", type: "checkbox" });
  private readonly talk = make("input", { id: "talk", type: "checkbox" });
  private readonly problem = make("p", { class: "wrong", id: "wrong" });
  private readonly send = make("button", { type: "submit", class: "send" }, "Send message");
  private readonly check = make("button", { type: "submit", class: "send" }, "Check and send");
  private readonly address = make("div", {},
    make("label", { for: "reach" }, "Your email address or phone number"), this.reach);
  private readonly code = make("p", { id: "code" }, "You get a code. Come back with it to read the answer.");
  private readonly fields = make("div", {},
    make("p", {}, "Not for urgent or medical help. It is read on working days."),
    make("label", { for: "role" }, "Who are you?"), this.role,
    make("label", { for: "way" }, "How can we reach you?"), this.way, this.code, this.address,
    make("label", { for: "note" }, "Your message"), this.message,
    make("div", { class: "tick" }, this.consent, make("label", { for: "consent" }, "I agree that the team may read this and write to me.")),
    make("div", { class: "tick" }, this.talk, make("label", { for: "talk" }, "Send them the last part of this chat too, if you like.")),
    make("div", { class: "row" }, this.check, button("Back to the chat", () => this.back())));
  private readonly told = make("dl");
  private readonly asked = make("h4", { tabindex: "-1" }, "Is this right?");
  private readonly review = make("div", {}, this.asked, this.told,
    make("div", { class: "row" }, this.send, button("Change", () => { this.readBack(false); this.role.focus(); })));
  private tried = "";
  private id = "";
  readonly element = make("form", { class: "contact", "aria-labelledby": "contact", novalidate: "" },
    make("h3", { id: "contact" }, "Leave a message for a person"),
    this.fields, this.problem, this.review);

  constructor(
    private readonly deliver: (note: Note) => Promise<Message[]>,
    private readonly sent: (answers: Message[]) => void,
    private readonly back: () => void,
    private readonly say: (text: string) => void,
  ) {
    this.problem.hidden = this.review.hidden = this.code.hidden = true;
    this.way.setAttribute("aria-describedby", "code");
    this.way.addEventListener("change", () => this.fit());
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  open(): void { (this.review.hidden ? this.role : this.asked).focus(); }

  /** What was written is wiped when the chat is deleted, and once it has been sent. */
  wipe(): void {
    this.element.reset();
    this.fit();
    this.id = this.tried = "";
    this.right();
    this.readBack(false);
  }

  /** Only what goes with the chosen way is asked for. */
  private fit(): void {
    this.address.hidden = this.way.value !== "";
    this.code.hidden = !this.address.hidden;
  }

  private async submit(): Promise<void> {
    this.right();
    if (this.review.hidden) return this.checkAll();
    const fields = {
      role: this.role.value, reach: this.way.value || this.reach.value.trim(), message: this.message.value.trim(), consent: true,
      ...(this.talk.checked ? { with_talk: true } : {}),
    };
    // The same words are the same request, however often the button is pressed.
    if (JSON.stringify(fields) !== this.tried) [this.id, this.tried] = [newId(), JSON.stringify(fields)];
    this.send.disabled = true;
    try {
      const answers = await this.deliver({ message_id: this.id, ...fields });
      // A message that asks for help at once is answered with a crisis card, and is not passed on.
      if (answers.some((one) => one.kind === "crisis")) this.readBack(false);
      else this.wipe();
      this.sent(answers);
    } catch (failure) {
      const field = failure instanceof Failed && failure.status === 422 ? this.reach : this.send;
      this.send.disabled = false;
      if (field === this.reach) this.readBack(false);
      this.wrong(field, (failure as Error).message);
    } finally {
      this.send.disabled = false;
    }
  }

  private checkAll(): void {
    if (!this.role.value) return this.wrong(this.role, "Please say who you are.");
    if (!this.way.value && this.reach.value.trim().length < 3) return this.wrong(this.reach, "Please give an email address or a phone number.");
    if (!/[\p{L}\p{N}]/u.test(this.message.value)) return this.wrong(this.message, "Please write your message.");
    if (!this.consent.checked) return this.wrong(this.consent, "Please tick the box, so that the team may write to you.");
    this.readBack(true);
    this.asked.focus();
  }

  /** Shows what will be sent, or the fields again. */
  private readBack(shown: boolean): void {
    const chosen = (from: HTMLSelectElement): string => from.selectedOptions[0]?.text ?? "";
    const lines: [string, string][] = [
      ["You are", chosen(this.role)], ["Reach you", this.way.value ? chosen(this.way) : this.reach.value.trim()],
      ["The last part of this chat", this.talk.checked ? "Goes with it" : "Does not go with it"], ["Your message", this.message.value.trim()],
    ];
    this.told.replaceChildren(...(shown ? lines.map(([name, words]) => make("div", {}, make("dt", {}, name), make("dd", {}, words))) : []));
    this.review.hidden = !shown;
    this.fields.hidden = shown;
  }

  private wrong(field: HTMLElement, words: string): void {
    this.problem.textContent = words;
    this.problem.hidden = false;
    if (field !== this.send) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", "wrong");
      field.before(this.problem);
    } else field.parentElement?.before(this.problem);
    field.focus();
    this.problem.scrollIntoView({ block: "nearest" });
    this.say(`Not sent. ${words}`);
  }

  private right(): void {
    this.problem.hidden = true;
    for (const field of [this.role, this.reach, this.message, this.consent]) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}

function options(pairs: [string, string][]): HTMLOptionElement[] {
  return pairs.map(([value, words]) => make("option", { value }, words));
}
