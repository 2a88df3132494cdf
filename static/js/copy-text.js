// <copy-text>: one readonly <input> or <textarea> and a [data-copy] button, hidden until script is here. What came
// of it is said in the words of [data-told] (data-copied, data-not-copied).
class CopyText extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input, textarea");
    this.told = this.querySelector("[data-told]");
    const button = this.querySelector("[data-copy]");
    button.hidden = false;
    button.addEventListener("click", () => this.copy());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.say("copied");
    } catch {
      this.field.focus();
      this.field.select();
      this.say(document.execCommand("copy") ? "copied" : "notCopied");
    }
  }

  say(what) {
    this.told.textContent = this.told.dataset[what];
  }
}

customElements.define("copy-text", CopyText);
