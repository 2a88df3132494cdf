// <theme-switch>: as the device, light or dark. The choice is a cookie, so that the server renders
// the next page in it from the first byte.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.show(document.documentElement.dataset.theme ?? "");
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.choose(button.value);
    });
  }

  choose(theme) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = theme ? 31536000 : 0;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    for (const other of document.querySelectorAll("theme-switch")) other.show(theme);
  }

  show(theme) {
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  }
}

customElements.define("theme-switch", ThemeSwitch);
