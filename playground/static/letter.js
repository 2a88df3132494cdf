// Makes the frame as tall as the mail in it. Without it the frame scrolls.
const frame = document.querySelector(".letter__frame");

function fit() {
  const height = frame.contentDocument?.documentElement?.scrollHeight;
  if (height) frame.style.blockSize = `${height + 2}px`;
}

frame.addEventListener("load", fit);
addEventListener("resize", fit);
fit();
