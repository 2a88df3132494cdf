// Says in words that the browser gave no passkey (refused, timed out, none there): allauth's script
// only tells the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-trouble")?.removeAttribute("hidden");
});
