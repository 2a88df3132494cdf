// <passage-notes>: words that are marked in a text of a post are put into the form of a new note,
// with the text they stand in and where they begin. Without script they are copied there by hand.
class PassageNotes extends HTMLElement {
  connectedCallback() {
    this.marked = () => this.take();
    document.addEventListener("selectionchange", this.marked);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.marked);
  }

  take() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const text = this.textAround(range.startContainer);
    if (!text || text !== this.textAround(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const form = this.querySelector("#new-note");
    form.elements.namedItem("field").value = text.dataset.field;
    form.elements.namedItem("quote").value = range.toString();
    form.elements.namedItem("start").value = before.toString().length;
  }

  textAround(node) {
    const element = node instanceof Element ? node : node.parentElement;
    const text = element?.closest("[data-field]");
    return text && this.contains(text) ? text : null;
  }
}

customElements.define("passage-notes", PassageNotes);
