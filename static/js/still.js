// hx-swap="still", where hx-ext="still": an answer takes the place of what is shown, but what is the
// same in both stays: its nodes are not touched, so nothing flickers, loses focus or is read again.
//
// - The answer's one element stands for the target, and those in it for those that are there: with
//   an id for the one of that id, else in their order for the next of their kind.
// - What is new is put in, what is gone is taken out; a fold that is open stays open.
function kept(child, candidates) {
  return candidates.find((one) => one.nodeName === child.nodeName && (one.id ?? "") === (child.id ?? ""));
}

function renew(shown, next, made) {
  if (shown.isEqualNode(next)) return;
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    shown.data = next.data;
    return;
  }
  for (const { name } of [...shown.attributes]) {
    if (!next.hasAttribute(name) && !(name === "open" && shown.matches("details"))) shown.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  const candidates = [...shown.childNodes];
  const pairs = [...next.childNodes].map((child) => {
    const found = kept(child, candidates);
    if (found) candidates.splice(candidates.indexOf(found), 1);
    return [found, child];
  });
  for (const gone of candidates) gone.remove();
  let at = shown.firstChild;
  for (const [found, child] of pairs) {
    if (found === at && found) {
      at = found.nextSibling;
    } else {
      shown.insertBefore(found ?? child, at);
    }
    if (found) renew(found, child, made);
    else made.push(child);
  }
}

htmx.defineExtension("still", {
  isInlineSwap: (style) => style === "still",
  handleSwap(style, target, fragment) {
    const next = style === "still" && fragment.firstElementChild;
    if (!next) return false;
    const made = [];
    renew(target, next, made);
    return made;
  },
});
