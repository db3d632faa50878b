// The web channel: a session, a queue that survives reloads, and what came since.
import type { Note } from "./contact";

export interface Button { title: string; payload: string }
export interface Table { columns: string[]; rows: string[][] }
export interface Source { name: string; url: string; checked: string | null }
export interface Card { id: string; title: string; parts: string[]; source?: Source; sources?: Source[]; table?: Table }
export interface Message {
  id: string; seq: number; at: string; from: "you" | "assistant" | "staff"; kind: string; text: string;
  card?: Card | null; buttons: Button[];
}
/** A message of the visitor that the server has not answered yet; the same id is the same turn. */
export interface Waiting { id: string; said: string; payload?: string }
interface Told { messages: Message[]; handoff?: { offered: boolean; open: boolean }; feedback?: false; emergency?: string }
interface Kept { token: string; queue: Waiting[]; open: boolean; larger: boolean; emergency?: string }

const KEY = "ppi-chat"; // the one thing kept, for this tab only, once the visitor has opened the chat
const GIVE_UP_AFTER = 60000;

/** Why a call failed; status 0 when the server was not reached. `wait` is in seconds. */
export class Failed extends Error {
  constructor(reason: string, readonly status: number, readonly wait: number) { super(reason); }
  get again(): boolean { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

export class Channel {
  private kept: Kept = { token: "", queue: [], open: false, larger: false };
  lastSeq = 0;
  asksForMarks = true; // not after a crisis, says the server
  takesNotes = false; // whether a message for a person can be left now
  waits = false; // whether staff may still answer here

  constructor(private readonly endpoint: string) {
    try {
      const stored = sessionStorage.getItem(KEY);
      if (stored) this.kept = { ...this.kept, ...(JSON.parse(stored) as Kept) };
    } catch { /* storage is off: the conversation lasts as long as the page */ }
  }

  get begun(): boolean { return this.kept.token !== "" || this.kept.queue.length > 0; }
  get queue(): readonly Waiting[] { return this.kept.queue; }
  get open(): boolean { return this.kept.open; }
  get larger(): boolean { return this.kept.larger; }

  keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    try { sessionStorage.setItem(KEY, JSON.stringify(this.kept)); } catch { /* as above */ }
  }

  /** Forgets the session that was deleted; what was written since then is still to be sent. */
  forget(queue: Waiting[] = []): void {
    this.kept = { token: "", queue, open: this.kept.open, larger: this.kept.larger };
    this.asksForMarks = true;
    this.waits = false;
    this.lastSeq = 0;
    if (queue.length) return this.keep({});
    try { sessionStorage.removeItem(KEY); } catch { /* as above */ }
  }

  /** The session has ended: the next one counts from its own beginning. */
  private ended(): void {
    this.lastSeq = 0;
    this.keep({ token: "" });
  }

  put(said: string, payload?: string): Waiting {
    const waiting = { id: newId(), said, ...(payload ? { payload } : {}) };
    this.keep({ queue: [...this.kept.queue, waiting] });
    return waiting;
  }

  drop(waiting: Waiting): void { this.keep({ queue: this.kept.queue.filter((one) => one.id !== waiting.id) }); }

  /** A session, and its welcome; nothing when there is one already. */
  async begin(): Promise<Message[]> {
    if (this.kept.token) return [];
    const started = await this.call("POST", "/session") as Told & { token: string };
    this.keep({ token: started.token, ...(started.emergency ? { emergency: started.emergency } : {}) });
    return this.seen(started);
  }

  /** The answers to a waiting message. A session that has ended is begun anew. */
  async send(waiting: Waiting): Promise<Message[]> {
    await this.begin();
    const body = { message_id: waiting.id, ...(waiting.payload ? { payload: waiting.payload } : { text: waiting.said }) };
    try {
      return this.seen(await this.call("POST", "/message", body) as Told);
    } catch (failure) {
      if (!(failure instanceof Failed) || failure.status !== 401) throw failure;
      // The button belonged to the conversation that ended; its words do not.
      this.ended();
      await this.begin();
      const again = { message_id: waiting.id, text: waiting.said };
      return this.seen(await this.call("POST", "/message", again) as Told);
    }
  }

  /** Both sides since the last message seen. */
  async news(): Promise<Message[]> {
    if (!this.kept.token) return [];
    try {
      return this.seen(await this.call("GET", `/history?after=${this.lastSeq}`) as Told);
    } catch (failure) {
      if (failure instanceof Failed && failure.status === 401) this.ended();
      else throw failure;
      return [];
    }
  }

  async rate(answer: string, helpful: boolean): Promise<void> {
    await this.call("POST", "/feedback", { answer_id: answer, helpful });
  }

  /** Leave a message for a person; the same `message_id` is the same request. */
  async leave(note: Note): Promise<Message[]> {
    await this.begin();
    return this.seen(await this.call("POST", "/handoff", note) as Told);
  }

  async erase(): Promise<void> {
    if (this.kept.token) await this.call("DELETE", "/session").catch((failure: Failed) => {
      if (failure.status !== 401) throw failure;
    });
    this.forget();
  }

  private seen(told: Told): Message[] {
    if (told.feedback === false) this.asksForMarks = false;
    if (told.handoff) { this.takesNotes = told.handoff.offered; this.waits = told.handoff.open; }
    for (const message of told.messages) this.lastSeq = Math.max(this.lastSeq, message.seq);
    return told.messages;
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const headers: Record<string, string> = {};
    if (body) headers["Content-Type"] = "application/json";
    if (this.kept.token) headers["Authorization"] = `Bearer ${this.kept.token}`;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), GIVE_UP_AFTER);
    let response: Response;
    try {
      response = await fetch(`${this.endpoint}/webhooks/web${path}`, {
        method, headers, body: body ? JSON.stringify(body) : null, credentials: "omit", cache: "no-store", signal: stop.signal,
      });
    } catch {
      throw new Failed(`I cannot reach the server. Your words are kept, and I will try again. In an emergency call ${this.kept.emergency ?? "999, or your country's number"}.`, 0, 0);
    } finally {
      clearTimeout(timer);
    }
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => null) as { detail?: string } | null;
    if (response.ok && answer) return answer;
    const wait = Number(response.headers.get("Retry-After")) || 0;
    throw new Failed(answer?.detail ?? "Something went wrong. Your words are kept.", response.status, wait);
  }
}

// `crypto.randomUUID` is missing in older browsers and on pages served over plain HTTP.
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
