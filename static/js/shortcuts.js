// <key-shortcuts>: single keys for those who like them, listed by "?", switched off in that list
// (WCAG 2.1.4). j and k move along [data-item], s presses [data-share] in the one that has focus,
// Enter follows its [data-open], / goes to the search field.
const STORE = "advocacy.keys";

class KeyShortcuts extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("[popover]");
    this.dialog.tabIndex = -1;
    this.choice = this.querySelector("input[type=checkbox]");
    this.choice.checked = localStorage.getItem(STORE) !== "off";
    this.choice.addEventListener("change", () => {
      localStorage.setItem(STORE, this.choice.checked ? "on" : "off");
    });
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listen);
  }

  press(event) {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (writes || event.metaKey || event.ctrlKey || event.altKey || !this.choice.checked) return;
    const act = {
      "?": () => this.dialog.togglePopover() && this.dialog.focus(),
      "/": () => document.querySelector("input[type=search]")?.focus(),
      j: () => this.move(1),
      k: () => this.move(-1),
      s: () => this.within("[data-share]")?.click(),
      Enter: () => event.target.matches("[data-item]") && this.within("[data-open]")?.click(),
    }[event.key];
    if (!act) return;
    if (event.key !== "Enter" || event.target.matches("[data-item]")) event.preventDefault();
    act();
  }

  within(selector) {
    return document.activeElement?.closest("[data-item]")?.querySelector(selector);
  }

  move(step) {
    const items = [...document.querySelectorAll("[data-item]")];
    if (!items.length) return;
    const at = items.indexOf(document.activeElement?.closest("[data-item]"));
    const next = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step));
    items[next].tabIndex = -1;
    items[next].focus({ preventScroll: true });
    items[next].scrollIntoView({ block: "nearest" });
  }
}

customElements.define("key-shortcuts", KeyShortcuts);
