// One script tag: it puts the assistant on the page, once, however often the script is loaded.
import { PpiChat } from "./element";

const script = document.currentScript as HTMLScriptElement | null;
const endpoint = script?.dataset["endpoint"] || (script ? new URL(script.src).origin : location.origin);

function start(): void {
  if (document.querySelector("ppi-chat")) return;
  const place = document.querySelector("[data-ppi-chat-full]");
  const chat = document.createElement("ppi-chat");
  chat.setAttribute("endpoint", endpoint);
  if (place) {
    chat.setAttribute("full", "");
    place.replaceChildren(chat);
  } else document.body.append(chat);
}

if (!customElements.get("ppi-chat")) {
  customElements.define("ppi-chat", PpiChat);
  // A deferred script runs when the page is read; one that is added later may run at any time.
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
}
