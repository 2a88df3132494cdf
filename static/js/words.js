// <composer-words data-draft="post-12">: the composer's paper. Contract with the page:
//
// - It holds a <textarea> that htmx posts to the check (150 ms after the last key; the event
//   "words:check" asks at once) and a <div class="marks"> behind it.
// - The answer is the element #findings, with any number of
//   .finding[data-severity][data-field][data-start][data-end] and in them button[data-use="other words"].
//   start and end count code points of the text, with a line end as one character: the server turns
//   "\r\n" into "\n" before it checks. Where they are the same, the other words are put in there.
//   data-field names the textarea they are about.
// - A button[data-start-from="other words"] anywhere on the page puts them in the field "words", or
//   in the one that its data-into names. Without script it is an ordinary button of the form.
// - A button[data-mention="id of a select"] puts the chosen name into the field one wrote in last.
// - Until the next answer, marks move with the text, and those the writer touches disappear.
// - The text is kept in this tab under data-draft until a page or a fragment arrives that holds
//   [data-draft-sent="post-12"]: it outlives a session that ended and a server that did not answer.
const PREFIX = "advocacy.draft.";

class ComposerWords extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.paper = this.querySelector(".marks");
    this.key = PREFIX + this.dataset.draft;
    this.restore();
    // Kept, put back by the browser or typed before this script was there: not what was checked.
    if (this.area.value !== this.area.defaultValue) this.check();
    this.text = this.area.value;
    this.spans = this.found(this.text);
    this.told = this.spans.length;
    this.draw();
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("focus", () => (ComposerWords.last = this));
    if (this.area.name === "words" || !ComposerWords.last?.isConnected) ComposerWords.last = this;
    this.area.addEventListener("htmx:beforeRequest", () => (this.asked = this.area.value));
    this.afterSwap = () => this.answered();
    this.onClick = (event) => (this.started(event), this.mentioned(event), this.clicked(event));
    document.addEventListener("htmx:afterSettle", this.afterSwap);
    document.addEventListener("click", this.onClick);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.afterSwap);
    document.removeEventListener("click", this.onClick);
  }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    const said = this.querySelector(".kept");
    if (kept === null || kept === this.area.value || this.area.readOnly) return;
    this.area.value = kept;
    said.hidden = false;
    said.querySelector("button").addEventListener("click", () => {
      this.write(this.area.defaultValue);
      sessionStorage.removeItem(this.key);
      said.hidden = true;
      this.area.focus();
    });
  }

  typed() {
    this.spans = moved(this.spans, this.text, this.area.value);
    this.text = this.area.value;
    sessionStorage.setItem(this.key, this.text);
    this.draw();
  }

  // An answer is about the text it was asked about; the writer may have gone on since.
  answered() {
    if (document.querySelector("#findings") === this.shown) return;
    const asked = this.asked ?? this.text;
    this.spans = moved(this.found(asked), asked, this.text);
    this.draw();
    if (this.told === this.spans.length) return;
    this.told = this.spans.length;
    const said = this.querySelector(".told");
    said.textContent = `${said.dataset.words} ${this.told}`;
  }

  // The findings in the page, as places in the text as JavaScript counts.
  found(text) {
    const marks = [];
    const points = Array.from(text);
    this.shown = document.querySelector("#findings");
    const place = (count) => points.slice(0, count).join("").length;
    for (const finding of document.querySelectorAll("#findings .finding")) {
      const { start, end, severity, field } = finding.dataset;
      if (field && field !== this.area.name) continue;
      marks.push({ start: place(Number(start)), end: place(Number(end)), severity, finding });
    }
    return marks.sort((one, other) => one.start - other.start);
  }

  draw() {
    this.paper.replaceChildren();
    let at = 0;
    for (const { start, end, severity } of this.spans) {
      if (start < at) continue;
      const mark = document.createElement("mark");
      mark.dataset.severity = severity;
      mark.textContent = this.text.slice(start, end);
      this.paper.append(this.text.slice(at, start), mark);
      at = end;
    }
    this.paper.append(`${this.text.slice(at)}\n`);
  }

  // Other words to start from; what was written is one Ctrl-Z away.
  started(event) {
    const button = event.target.closest("[data-start-from]");
    if (!button || (button.dataset.into ?? "words") !== this.area.name) return;
    event.preventDefault();
    const around = this.closest("details");
    if (around) around.open = true;
    this.area.focus();
    this.area.select();
    if (!document.execCommand("insertText", false, button.dataset.startFrom)) {
      this.write(button.dataset.startFrom);
    }
    const menu = button.closest("details.menu");
    if (menu) menu.open = false;
    this.check();
  }

  // A name at the caret; the server knows what each network makes of it.
  mentioned(event) {
    const button = ComposerWords.last === this && event.target.closest("[data-mention]");
    if (!button) return;
    event.preventDefault();
    const select = document.getElementById(button.dataset.mention);
    if (!select.value) return select.focus();
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const space = start && /\S/.test(value[start - 1]) ? " " : "";
    const name = `${space}@[${select.value}] `;
    this.area.focus();
    if (!document.execCommand("insertText", false, name)) {
      this.write(value.slice(0, start) + name + value.slice(end));
    }
    select.value = "";
    this.check();
  }

  clicked(event) {
    const button = event.target.closest("#findings [data-use]");
    const span = button && this.spans.find((known) => known.finding.contains(button));
    if (!span) return;
    const words = this.area.value;
    const replacement = button.dataset.use;
    this.write(words.slice(0, span.start) + replacement + words.slice(span.end));
    this.area.focus();
    this.area.setSelectionRange(span.start, span.start + replacement.length);
    this.check();
  }

  write(words) {
    this.area.value = words;
    this.typed();
  }

  check() {
    // After htmx has read the page; before, nobody listens.
    setTimeout(() => this.area.dispatchEvent(new CustomEvent("words:check", { bubbles: true })));
  }
}

// Where marks stand after an edit: those before it stay, those behind move, those in it go.
function moved(spans, before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const shift = after.length - before.length;
  return spans
    .filter(({ start, end }) => end <= head || start >= before.length - tail)
    .map((span) =>
      span.end <= head ? span : { ...span, start: span.start + shift, end: span.end + shift },
    );
}

// Of the fields for one network's own words, show those of the chosen networks; written ones stay.
function showChosen() {
  for (const place of document.querySelectorAll("[data-for]")) {
    const network = place.dataset.for.replace("words_", "");
    const chip = document.querySelectorAll(`input[data-network="${network}"]:checked`);
    place.hidden = !chip.length && !place.querySelector("textarea").value;
  }
}

function forgetSent() {
  for (const sent of document.querySelectorAll("[data-draft-sent]")) {
    sessionStorage.removeItem(PREFIX + sent.dataset.draftSent);
  }
}

document.addEventListener("htmx:afterSettle", forgetSent);
document.addEventListener("change", showChosen);
showChosen();
forgetSent();
customElements.define("composer-words", ComposerWords);
