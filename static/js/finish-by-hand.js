// <finish-by-hand>: everything for finishing a post elsewhere, in one press. Contract with the page:
//
// - A readonly <textarea> holds the words; [data-copy] copies them; a.[data-open] leads to the
//   network, and with data-pasted on the element also copies them in the same press.
// - [data-sheet] opens the phone's own sheet with data-text and data-url, and the pictures that
//   a[data-picture] lead to; it and [data-copy] are hidden until they are known to work.
// - .told says what happened in its own words (data-copied, data-not-copied, data-asks). Who comes
//   back after opening is asked by #asked, which is brought into view with [data-posted] as the next
//   thing to press; the focus stays where it is.
class FinishByHand extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("textarea");
    this.told = this.querySelector(".told");
    this.sheet = this.querySelector("[data-sheet]");
    const copy = this.querySelector("[data-copy]");
    copy.hidden = false;
    copy.addEventListener("click", () => this.copy());
    for (const link of this.querySelectorAll("[data-open]")) {
      link.addEventListener("click", () => this.opened());
    }
    this.onReturn = () => this.returned();
    document.addEventListener("visibilitychange", this.onReturn);
    window.addEventListener("focus", this.onReturn); // a mail program hides nothing
    if (this.sheet && navigator.share && matchMedia("(pointer: coarse)").matches) this.offerSheet();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onReturn);
    window.removeEventListener("focus", this.onReturn);
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.words.value);
      this.say("copied");
    } catch {
      this.say(this.copyAtOnce() ? "copied" : "notCopied");
    }
  }

  // Within the press itself: the page that opens takes the focus, and with it the right to copy.
  copyAtOnce() {
    this.words.focus({ preventScroll: true });
    this.words.select();
    return document.execCommand("copy");
  }

  opened() {
    this.isOpened = true;
    if ("pasted" in this.dataset) this.say(this.copyAtOnce() ? "copied" : "notCopied");
  }

  returned() {
    if (document.visibilityState === "visible" && this.isOpened) this.ask();
  }

  ask() {
    this.isOpened = false;
    this.say("asks");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = calm ? "auto" : "smooth";
    const asked = document.querySelector("#asked");
    asked.scrollIntoView({ block: "center", behavior });
    for (const button of this.querySelectorAll(".primary")) button.classList.remove("primary");
    asked.querySelector("[data-posted]").classList.add("primary");
  }

  say(what) {
    this.told.textContent = this.told.dataset[what];
  }

  // The files are fetched before the press: after a wait it would not count as one any more.
  async offerSheet() {
    this.sheet.hidden = false;
    this.sheet.addEventListener("click", () => this.share());
    this.querySelector("a[data-open]").classList.remove("primary");
    const links = [...this.querySelectorAll("a[data-picture]")];
    this.files = (await Promise.all(links.map(fetched))).filter(Boolean);
  }

  async share() {
    const { text, url } = this.sheet.dataset;
    const whole = { text, ...(url && { url }) };
    const withFiles = { ...whole, files: this.files ?? [] };
    const isTaken = this.files?.length && navigator.canShare?.(withFiles);
    try {
      await navigator.share(isTaken ? withFiles : whole);
      this.ask();
    } catch (error) {
      if (error.name !== "AbortError") this.copy();
    }
  }
}

async function fetched(link) {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) return null;
    const picture = await answer.blob();
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
    return new File([picture], name?.[1] ?? "picture.jpg", { type: picture.type });
  } catch {
    return null;
  }
}

customElements.define("finish-by-hand", FinishByHand);
