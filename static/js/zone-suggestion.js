// <zone-suggestion for="id of a select">: offers the zone of this device where another is chosen.
// Only a suggestion: nothing changes before the button is pressed, nor is saved before the form is.
class ZoneSuggestion extends HTMLElement {
  connectedCallback() {
    this.select = document.getElementById(this.getAttribute("for"));
    this.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!this.select || !this.offers()) return;
    this.querySelector("[data-zone]").textContent = this.zone;
    this.querySelector("button").addEventListener("click", () => {
      this.select.value = this.zone;
      this.show();
      this.select.focus();
    });
    this.select.addEventListener("change", () => this.show());
    this.show();
  }

  offers() {
    return [...this.select.options].some((option) => option.value === this.zone);
  }

  show() {
    this.hidden = this.select.value === this.zone;
  }
}

customElements.define("zone-suggestion", ZoneSuggestion);
