// <toast-stack>: short messages at the bottom. Good news leaves after a while, bad news stays until
// closed. A view sends one with `HX-Trigger: {"toast": {"text": "…", "tone": "good"}}`; requests
// that fail get one that says what was kept. Elements with `data-quiet` fail without a word.
const STAYS_MS = 8000;

class ToastStack extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
    });
    for (const toast of this.querySelectorAll(":scope > .toast")) this.expire(toast);
    document.body.addEventListener("toast", (event) => this.say(event.detail.text, event.detail.tone));
    document.body.addEventListener("htmx:responseError", (event) => this.refused(event.detail));
    for (const name of ["htmx:sendError", "htmx:timeout"]) {
      document.body.addEventListener(name, (event) => {
        if (!this.isQuiet(event.detail)) this.say(this.dataset.offline, "bad");
      });
    }
  }

  isQuiet(detail) {
    return detail.elt?.hasAttribute?.("data-quiet");
  }

  refused(detail) {
    const status = detail.xhr.status;
    if (status === 401) {
      this.say(this.dataset.signedOut, "warn");
      setTimeout(() => location.reload(), 1500);
    } else if (!this.isQuiet(detail)) {
      const { refused, missing, busy, failed } = this.dataset;
      this.say({ 403: refused, 404: missing, 410: missing, 429: busy }[status] ?? failed, "bad");
    }
  }

  say(text, tone = "good") {
    for (const other of this.querySelectorAll(":scope > .toast")) {
      if (other.querySelector("p").textContent === text) return;
    }
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.className = `toast ${tone}`;
    toast.querySelector("p").textContent = text;
    this.append(toast);
    this.expire(toast);
  }

  expire(toast) {
    if (!toast.classList.contains("good") || toast.querySelector("a")) return;
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAYS_MS);
      else toast.remove();
    };
    setTimeout(leave, STAYS_MS);
  }
}

customElements.define("toast-stack", ToastStack);
