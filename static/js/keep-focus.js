// Who works by keyboard stays where they were when a part of the page is replaced: on the same link
// or button where it is there again, else on the part itself.
const PRESSED = "a[href], button, summary, input, select, textarea";
const asked = new WeakMap(); // by request: what was pressed, which is disabled meanwhile
let left = null;

const nameOf = (one) =>
  [one.tagName, one.name, one.getAttribute("aria-label") ?? one.textContent.trim()].join(" ");

function leave(pressed, part) {
  left = pressed && part.id ? { name: nameOf(pressed), part: part.id } : null;
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const held = document.activeElement;
  if (detail.elt.contains(held) && held.matches(PRESSED)) asked.set(detail.xhr, held);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const held = document.activeElement;
  const isNowhere = held === document.body || held.disabled;
  const pressed = isNowhere ? asked.get(detail.xhr) : held;
  leave(pressed && detail.target.contains(pressed) ? pressed : null, detail.target);
});

document.addEventListener("htmx:afterSettle", () => {
  const part = left && document.getElementById(left.part);
  if (!part) return;
  const { name } = left;
  left = null;
  if (document.activeElement !== document.body) return;
  const same = [...part.querySelectorAll(PRESSED)].find((one) => nameOf(one) === name);
  if (!same) part.tabIndex = -1;
  (same ?? part).focus({ preventScroll: true });
});
