// Keeps the place in the feed: before a link is followed, the address of the page gets where the
// feed began and how many pages of it are loaded, so that "back" shows the same posts again, also
// where the browser has not kept the page. Where the page is scrolled to, the browser knows itself.
const MOST_PAGES = 6;

function remember() {
  const places = [...document.querySelectorAll(".feed-place")];
  if (!places.length) return;
  const { name, begins } = places[0].dataset;
  const pages = places.reduce((sum, place) => sum + Number(place.dataset.pages), 0);
  const url = new URL(location.href);
  url.searchParams.set(name, begins);
  url.searchParams.set("pages", Math.min(pages, MOST_PAGES));
  history.replaceState(history.state, "", url);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
  if (link && !link.hasAttribute("hx-get") && !link.target) remember();
}, true);
