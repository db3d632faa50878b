// A message for a person. It is offered only when the server says that it can deliver one.
import { Failed, newId, type Message } from "./channel";
import { button, make } from "./draw";

export interface Note { message_id: string; role: string; reach: string; message: string; consent: boolean; with_talk?: boolean }

const ROLES: [string, string][] = [
  ["", "Please choose"], ["patient", "A patient"], ["carer", "A carer"], ["public", "A member of the public"],
  ["researcher", "A researcher"], ["other", "Someone else"],
];

export class ContactForm {
  private readonly role = make("select", { id: "role" }, ...ROLES.map(([value, words]) => make("option", { value }, words)));
  private readonly reach = make("input", { id: "reach", autocomplete: "email", maxlength: "320" });
  private readonly message = make("textarea", { id: "note", rows: "4", maxlength: "4000" });
  private readonly consent = make("input", { id: "consent", type: "checkbox" });
  private readonly talk = make("input", { id: "talk", type: "checkbox" });
  private readonly problem = make("p", { class: "wrong", id: "wrong" });
  private readonly send = make("button", { type: "submit", class: "send" }, "Send message");
  private tried = "";
  private id = "";
  readonly element = make("form", { class: "contact", "aria-labelledby": "contact", novalidate: "" },
    make("h3", { id: "contact" }, "Leave a message for a person"),
    make("p", {}, "Not for urgent or medical help. It is read on working days."),
    make("label", { for: "role" }, "Who are you?"), this.role,
    make("label", { for: "reach" }, "How can we reach you?"),
    make("p", { class: "hint", id: "how" }, "An email address or a phone number."), this.reach,
    make("label", { for: "note" }, "Your message"), this.message,
    make("div", { class: "tick" }, this.consent, make("label", { for: "consent" }, "I agree that the team may read this and write to me.")),
    make("div", { class: "tick" }, this.talk, make("label", { for: "talk" }, "Send them the last part of this chat too, if you like.")),
    this.problem,
    make("div", { class: "row" }, this.send, button("Back to the chat", () => this.back())));

  constructor(
    private readonly deliver: (note: Note) => Promise<Message[]>,
    private readonly sent: (answers: Message[]) => void,
    private readonly back: () => void,
    private readonly say: (text: string) => void,
  ) {
    this.problem.hidden = true;
    this.reach.setAttribute("aria-describedby", "how");
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
  }

  open(): void { this.role.focus(); }

  /** What was written is wiped when the chat is deleted, and once it has been sent. */
  wipe(): void {
    this.element.reset();
    this.id = this.tried = "";
    this.right();
  }

  private async submit(): Promise<void> {
    this.right();
    if (!this.role.value) return this.wrong(this.role, "Please say who you are.");
    if (this.reach.value.trim().length < 3) return this.wrong(this.reach, "Please give an email address or a phone number.");
    if (!this.message.value.trim()) return this.wrong(this.message, "Please write your message.");
    if (!this.consent.checked) return this.wrong(this.consent, "Please tick the box, so that the team may write to you.");
    const fields = { role: this.role.value, reach: this.reach.value.trim(), message: this.message.value.trim(), consent: true, ...(this.talk.checked ? { with_talk: true } : {}) };
    // The same words are the same request, however often the button is pressed.
    if (JSON.stringify(fields) !== this.tried) [this.id, this.tried] = [newId(), JSON.stringify(fields)];
    this.send.disabled = true;
    try {
      const answers = await this.deliver({ message_id: this.id, ...fields });
      // A message that asks for help at once is answered with a crisis card, and is not passed on.
      if (!answers.some((one) => one.kind === "crisis")) this.wipe();
      this.sent(answers);
    } catch (failure) {
      const field = failure instanceof Failed && failure.status === 422 ? this.reach : this.send;
      this.send.disabled = false;
      this.wrong(field, (failure as Error).message);
    } finally {
      this.send.disabled = false;
    }
  }

  private wrong(field: HTMLElement, words: string): void {
    this.problem.textContent = words;
    this.problem.hidden = false;
    if (field !== this.send) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", field === this.reach ? "how wrong" : "wrong");
      field.before(this.problem);
    } else field.parentElement?.before(this.problem);
    field.focus();
    this.say(`Not sent. ${words}`);
  }

  private right(): void {
    this.problem.hidden = true;
    for (const field of [this.role, this.reach, this.message, this.consent]) {
      field.removeAttribute("aria-invalid");
      if (field === this.reach) field.setAttribute("aria-describedby", "how");
      else field.removeAttribute("aria-describedby");
    }
  }
}
