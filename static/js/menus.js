// Menus are <details class="menu">: without this script they open and close on their own summary.
// With it they also close on Escape, on a click outside and when focus leaves.
const open = "details.menu[open], details.formula[open]";

function close(menu, giveFocusBack) {
  menu.open = false;
  if (giveFocusBack) menu.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(open)) {
    if (!menu.contains(event.target)) close(menu);
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.activeElement?.closest?.(open) ?? document.querySelector(open);
  if (!menu) return;
  if (event.key === "Escape") close(menu, true);
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...menu.querySelectorAll(".menu-list :is(a, button)")];
  if (!items.length || !menu.contains(document.activeElement)) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? items.length - 1 : at - 1;
  items[(next + items.length) % items.length].focus();
});

document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(open)) {
    if (!menu.contains(event.target)) close(menu);
  }
});
