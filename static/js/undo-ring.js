// <undo-ring data-left="5">: counts the seconds shown in an undo button down. The ring itself is
// drawn by SVG alone. At zero the button rests: the share is on its way.
class UndoRing extends HTMLElement {
  connectedCallback() {
    this.ends = Date.now() + Number(this.dataset.left) * 1000;
    this.timer = setInterval(() => this.tick(), 250);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.ends - Date.now()) / 1000));
    const seconds = this.querySelector(".seconds");
    if (seconds && seconds.textContent !== String(left)) seconds.textContent = left;
    if (left > 0) return;
    clearInterval(this.timer);
    this.querySelector("button").disabled = true;
  }
}

customElements.define("undo-ring", UndoRing);
