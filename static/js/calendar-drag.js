// <calendar-drag>: shares that wait are dragged to another day and time, by mouse or pen, or with
// the keyboard from their handle. The move is shown at once and sent; the answer is the whole week
// as it is then, with the way back, so what the server refuses stands where it stood.
// Cells carry `data-wall` (their first minute), free slots and entries their own. With
// `data-by-day` a cell is a whole day: what is moved keeps its time. The other data of the element
// (`data-week`, `data-show`, …) says what is shown and goes along with a move.
const QUARTERS = 4;
const MINUTE = 60_000;
const DAY = 24 * 60;
const OWN = new Set(["byDay", "picked", "left", "all"]); // data that is not sent
const FAR_PX = 6;
let focusAfter = ""; // the entry whose handle had focus when the week was sent

const read = (wall) => Date.parse(`${wall}Z`); // clock times, reckoned with as if in UTC
const write = (time) => new Date(time).toISOString().slice(0, 16);

class CalendarDrag extends HTMLElement {
  connectedCallback() {
    for (const handle of this.querySelectorAll(".handle")) handle.hidden = false;
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", () => this.held && !this.moving && this.leave());
    this.addEventListener("dragstart", (event) => event.preventDefault());
    for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
      this.addEventListener(name, () => this.putBack());
    }
    if (focusAfter) document.getElementById(focusAfter)?.querySelector(".handle")?.focus();
    focusAfter = "";
  }

  // --- by mouse ---

  press(event) {
    const entry = event.target.closest(".entry[data-move]");
    const acts = event.target.closest(".acts");
    if (!entry || acts || event.button !== 0 || event.pointerType === "touch" || this.sending) return;
    const start = { x: event.clientX, y: event.clientY };
    const ending = new AbortController();
    const on = (name, does) => document.addEventListener(name, does, { signal: ending.signal });
    const end = () => {
      ending.abort();
      this.ghost?.remove();
      this.ghost = null;
      this.mark(null);
    };
    on("pointermove", (moved) => {
      const far = Math.hypot(moved.clientX - start.x, moved.clientY - start.y);
      if (!this.ghost && far < FAR_PX) return;
      this.ghost ??= this.lift(entry);
      moved.preventDefault();
      this.ghost.style.left = `${moved.clientX}px`;
      this.ghost.style.top = `${moved.clientY}px`;
      const target = this.target(moved, entry);
      this.mark(target?.cell);
      this.ghost.querySelector("time").textContent = target ? target.wall.slice(11) : "–";
    });
    on("pointerup", (released) => {
      const target = this.ghost && this.target(released, entry);
      if (this.ghost) this.swallowClick();
      end();
      if (target && target.wall !== entry.dataset.wall) {
        this.place(entry, target.wall);
        this.send(entry, target.wall);
      }
    });
    on("pointercancel", end);
    on("keydown", (pressed) => pressed.key === "Escape" && end());
  }

  lift(entry) {
    const ghost = entry.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.classList.add("ghost");
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.width = `${entry.offsetWidth}px`;
    this.append(ghost);
    return ghost;
  }

  target({ clientX, clientY }, entry) {
    const under = document.elementsFromPoint(clientX, clientY);
    const slot = under.find((one) => one.matches(".slot"));
    const cell = under.find((one) => one.matches(".cell:not(.past)"));
    if (!cell) return null;
    if ("byDay" in this.dataset) {
      return { cell, wall: cell.dataset.wall.slice(0, 10) + entry.dataset.wall.slice(10) };
    }
    if (slot) return { cell, wall: slot.dataset.wall };
    const box = cell.getBoundingClientRect();
    const part = Math.min(QUARTERS - 1, Math.floor(((clientY - box.top) / box.height) * QUARTERS));
    return { cell, wall: write(read(cell.dataset.wall) + (part * 60 * MINUTE) / QUARTERS) };
  }

  mark(cell) {
    for (const marked of this.querySelectorAll(".cell.over")) marked.classList.remove("over");
    cell?.classList.add("over");
  }

  swallowClick() {
    const stop = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
  }

  // --- with the keyboard ---

  key(event) {
    const handle = event.target.closest(".handle");
    if (!handle || this.sending) return;
    const entry = handle.closest(".entry");
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.held) this.drop(entry);
      else this.pick(entry);
      return;
    }
    if (!this.held) return;
    const aside = getComputedStyle(this).direction === "rtl" ? -DAY : DAY;
    const along = { ArrowRight: aside, ArrowLeft: -aside };
    const byTime = { ArrowUp: -15, ArrowDown: 15, PageUp: -60, PageDown: 60 };
    const byWeek = { ArrowUp: -7 * DAY, ArrowDown: 7 * DAY };
    const steps = { ...along, ...("byDay" in this.dataset ? byWeek : byTime) };
    if (event.key === "Escape") this.leave(handle);
    else if (event.key in steps) this.step(entry, steps[event.key]);
    else return;
    event.preventDefault();
  }

  pick(entry) {
    this.held = { entry, wall: entry.dataset.wall };
    entry.classList.add("held");
    this.say(this.dataset.picked);
  }

  step(entry, minutes) {
    const wall = write(read(this.held.wall) + minutes * MINUTE);
    if (!this.querySelector(`.cell[data-wall^="${wall.slice(0, 10)}"]`)) return; // another week
    this.held.wall = wall;
    this.place(entry, wall);
    entry.querySelector(".handle").focus();
    const day = entry.closest(".day").querySelector("h3").textContent.trim();
    this.say(`${day} ${wall.slice(11)}`);
  }

  drop(entry) {
    const { wall } = this.held;
    this.held = null;
    entry.classList.remove("held");
    if (wall === entry.dataset.wall) return;
    focusAfter = entry.id;
    this.send(entry, wall);
  }

  leave(handle) {
    const { entry } = this.held;
    this.held = null;
    entry.classList.remove("held");
    this.place(entry, entry.dataset.wall);
    handle?.focus();
    this.say(this.dataset.left);
  }

  say(text) {
    this.querySelector("[data-said]").textContent = text;
  }

  // --- both ---

  place(entry, wall) {
    const day = [...this.querySelectorAll(`.cell[data-wall^="${wall.slice(0, 10)}"]`)];
    const hour = `${wall.slice(0, 13)}:00`;
    const cell = day.findLast((one) => one.dataset.wall <= hour) ?? day[0];
    this.moving = true; // moving the handle takes its focus for a moment
    if (entry.parentElement !== cell) cell.prepend(entry);
    this.moving = false;
    entry.querySelector("time").textContent = wall.slice(11);
  }

  send(entry, wall) {
    this.sending = entry;
    entry.classList.add("sent");
    const shown = Object.entries(this.dataset).filter(([name]) => !OWN.has(name));
    const values = { timing: "at", wall, ...Object.fromEntries(shown) };
    if ("all" in this.dataset) values.all = "1";
    if (entry.dataset.version) values.version = entry.dataset.version; // what was seen
    const where = { source: this, target: `#${this.id}`, swap: "outerHTML", values };
    globalThis.htmx.ajax("POST", entry.dataset.move, where);
  }

  putBack() {
    const entry = this.sending;
    if (!entry) return;
    this.sending = null;
    focusAfter = "";
    entry.classList.remove("sent");
    this.place(entry, entry.dataset.wall);
  }
}

customElements.define("calendar-drag", CalendarDrag);
