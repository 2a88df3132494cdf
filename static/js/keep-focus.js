// Who works by keyboard stays where they were when a part of the page is replaced: on the same link
// or button where it is there again, else on the part itself.
const PRESSED = "a[href], button, summary, input, select, textarea";
// By request, as others come and go between a swap and its end.
const asked = new WeakMap(); // what was pressed, which is disabled meanwhile
const left = new WeakMap(); // where the focus was in the part that is replaced

const nameOf = (one) =>
  [one.tagName, one.name, one.getAttribute("aria-label") ?? one.textContent.trim()].join(" ");

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const held = document.activeElement;
  if (detail.elt.contains(held) && held.matches(PRESSED)) asked.set(detail.xhr, held);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const held = document.activeElement;
  const isNowhere = held === document.body || held.disabled;
  const pressed = isNowhere ? asked.get(detail.xhr) : held;
  if (!pressed || !detail.target.contains(pressed) || !detail.target.id) return;
  left.set(detail.xhr, { name: nameOf(pressed), part: detail.target.id });
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const was = left.get(detail.xhr);
  const part = was && document.getElementById(was.part);
  if (!part) return;
  left.delete(detail.xhr);
  if (document.activeElement !== document.body) return;
  const same = [...part.querySelectorAll(PRESSED)].find((one) => nameOf(one) === was.name);
  if (!same) part.tabIndex = -1;
  (same ?? part).focus({ preventScroll: true });
});
