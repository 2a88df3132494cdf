// Keeps a list fresh without a reload, and likes and boosts in place.
// Without it every page works the same, one reload later.
const every = 2500;
const list = document.querySelector("[data-live]");
const says = document.querySelector("[data-says]");

function keep(old, fresh) {
  // The elements stay, so that focus and hover stay; only what they say changes.
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const mine = old.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!mine) continue;
    if (mine.innerHTML !== part.innerHTML) mine.innerHTML = part.innerHTML;
    for (const name of ["aria-pressed", "aria-label"]) {
      if (part.hasAttribute(name)) mine.setAttribute(name, part.getAttribute(name));
    }
  }
}

function merge(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const items = [...fresh.content.children];
  const keys = new Set(items.map((item) => item.dataset.key));
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  for (const [key, item] of known) if (!keys.has(key)) item.remove();
  let added = 0;
  items.forEach((item, place) => {
    const old = known.get(item.dataset.key);
    if (old) return keep(old, item);
    item.classList.add("is-new");
    list.insertBefore(item, list.children[place] ?? null);
    added += 1;
  });
  const empty = document.querySelector("[data-empty]");
  if (empty) empty.hidden = items.length > 0;
  if (added && says) says.textContent = `${added} ${list.dataset.noun}`;
}

async function refresh() {
  const answer = await fetch(list.dataset.live).catch(() => null);
  if (answer?.ok) merge(await answer.text());
}

if (list) {
  setInterval(() => document.hidden || refresh(), every);
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-act]") || !list.contains(form)) return;
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
    }).catch(() => null);
    if (answer) refresh();
    else form.submit();
  });
}
