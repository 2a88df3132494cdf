// <notice-bell>: fetches the newest notices when it is opened and asks once a minute, while the
// page is seen, how many are new. Without this script it leads to the page of all of them.
// An ended session is not its business: what the person does next will say so.
const EVERY_MS = 60000;

class NoticeBell extends HTMLElement {
  connectedCallback() {
    this.looked = Date.now();
    const menu = this.querySelector("details");
    menu.addEventListener("toggle", () => menu.open && this.tell(".newest", "bell:open"));
    this.addEventListener("htmx:beforeOnLoad", (event) => {
      if (event.detail.xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
    });
    this.seen = () => this.look();
    this.timer = setInterval(this.seen, EVERY_MS);
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  look() {
    if (document.hidden || Date.now() - this.looked < EVERY_MS) return;
    this.looked = Date.now();
    this.tell(".unread", "bell:look");
  }

  tell(selector, name) {
    this.querySelector(selector)?.dispatchEvent(new CustomEvent(name));
  }
}

customElements.define("notice-bell", NoticeBell);
