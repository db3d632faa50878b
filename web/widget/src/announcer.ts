// One polite announcer in the page itself: in a shadow root, VoiceOver on iOS rarely hears it.
const SPOKEN_FOR = 5000; // then the words go, so that nobody finds them a second time

export class Announcer {
  private readonly place = document.createElement("div");

  constructor() {
    this.place.setAttribute("role", "status");
    const look: Record<string, string> = {
      position: "fixed", width: "1px", height: "1px", margin: "-1px", padding: "0", border: "0",
      overflow: "hidden", clip: "rect(0 0 0 0)", "white-space": "nowrap", left: "0", bottom: "0",
    };
    for (const name of Object.keys(look)) this.place.style.setProperty(name, look[name] as string, "important");
  }

  attach(): void { document.body.append(this.place); }
  detach(): void { this.place.remove(); }

  say(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    this.place.append(line);
    setTimeout(() => line.remove(), SPOKEN_FOR);
  }
}
