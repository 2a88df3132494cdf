// <composer-words data-draft="post-12">: the composer's paper. Contract with the page:
//
// - It holds a <textarea> that htmx posts to the check (150 ms after the last key; the event
//   "words:check" asks at once) and a <div class="marks"> behind it.
// - The answer is the element #findings, with any number of
//   .finding[data-severity][data-field][data-start][data-end] and in them button[data-use="other words"].
//   Whose words were taken is noted in the form's field "taken", by the finding's data-rule.
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
    this.draw();
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("focus", () => (ComposerWords.last = this));
    if (this.area.name === "words" || !ComposerWords.last?.isConnected) ComposerWords.last = this;
    this.area.form?.addEventListener("htmx:beforeRequest", ({ detail }) => {
      if (detail.target?.contains(this.shown)) this.asked = this.area.value;
    });
    this.afterSwap = (event) => this.answered(event.detail.target);
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
  answered(target) {
    const findings = document.querySelector("#findings");
    if (findings === this.shown && !target?.contains(findings)) return;
    const asked = this.asked ?? this.text;
    this.spans = moved(this.found(asked), asked, this.text);
    this.draw();
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
    this.put(0, this.area.value.length, button.dataset.startFrom);
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
    this.put(start, end, name);
    select.value = "";
    this.check();
  }

  clicked(event) {
    const button = event.target.closest("#findings [data-use]");
    const span = button && this.spans.find((known) => known.finding.contains(button));
    if (!span) return;
    const { start, end } = span;
    const use = button.dataset.use;
    const caret = carried(this.area.selectionStart, start, end, use.length);
    const taken = this.area.form?.elements.taken;
    if (taken) taken.value += ` ${span.finding.dataset.rule}`;
    this.put(start, end, use);
    this.area.setSelectionRange(caret, caret);
    this.check();
  }

  // Words in the place of others, as if typed: one Ctrl-Z away.
  put(start, end, words) {
    const { value } = this.area;
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      this.write(value.slice(0, start) + words + value.slice(end));
    }
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

// Where the caret is once `length` characters stand for those from start to end: where it was, or,
// if it was among them, behind.
function carried(caret, start, end, length) {
  if (caret <= start && start < end) return caret;
  return caret < end ? start + length : caret + length - (end - start);
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
