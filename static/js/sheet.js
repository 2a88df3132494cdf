// The composer as a sheet over the feed: what htmx puts into #sheet-body opens it. Without this
// script its links lead to the page. What was written is kept by words.js when it is closed.
const sheet = document.querySelector("#sheet");
const body = document.querySelector("#sheet-body");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === body && !sheet.open) sheet.showModal();
});

sheet?.addEventListener("close", () => body.replaceChildren());

sheet?.addEventListener("click", (event) => {
  if (event.target === sheet) sheet.close();
});
