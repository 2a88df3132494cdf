// <picture-field>: pictures in a form. Without script its file field is sent with the form; with it
// each picture is sent at once, shows how far it is, and stands in the list when the server has it.
// Contract with the page:
//
// - data-url takes a POST of one file as "new_pictures" and answers with an <li class="picture">,
//   with 422 for one that says what is wrong. data-max-bytes and data-most are known beforehand.
// - Every item of the list holds an input whose name ends with "-place": its place, from 1.
// - What changes the list tells the form by an "input" event, as typing does.
// - A form sent while a picture is on its way waits for it: data-still-sending is said in .wait.
//
// <picture-focus>: the point of a picture that stays in view when it is cut, by pointer or by arrow
// keys. It writes the two inputs of its item that end with "-focus_x" and "-focus_y", in percent.
const STEP = 2;
const FAR = 10;

class PictureField extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".pictures");
    this.input = this.querySelector('input[type="file"]');
    this.wait = this.querySelector(".wait");
    this.form = this.closest("form");
    this.input.addEventListener("change", () => this.chosen());
    this.addEventListener("click", (event) => this.clicked(event));
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
      this.addEventListener(kind, (event) => this.dragged(event));
    this.onPaste = (event) => this.pasted(event);
    this.form?.addEventListener("paste", this.onPaste);
    this.onSubmit = (event) => this.submitted(event);
    document.addEventListener("submit", this.onSubmit, true); // before htmx, which sends by itself
    this.addEventListener("htmx:afterSettle", (event) => {
      if (event.target.querySelector?.("picture-focus")) this.tell();
    });
    this.count();
  }

  disconnectedCallback() {
    this.form?.removeEventListener("paste", this.onPaste);
    document.removeEventListener("submit", this.onSubmit, true);
  }

  submitted(event) {
    if (event.target !== this.form || !this.isSending()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = { submitter: event.submitter };
    this.wait.textContent = this.dataset.stillSending;
    this.wait.scrollIntoView({ block: "nearest" });
  }

  // A form that waited goes on its way, but not without a picture that did not arrive.
  settled() {
    if (!this.waiting || this.isSending()) return;
    const { submitter } = this.waiting;
    this.waiting = null;
    this.wait.textContent = "";
    if (this.list.querySelector(".picture.refused")) return;
    this.form.requestSubmit(submitter?.form === this.form ? submitter : null);
  }

  isSending() {
    return this.list.querySelector(".picture.sending:not(.refused)") !== null;
  }

  chosen() {
    const files = [...this.input.files];
    this.input.value = ""; // else they would be sent once more with the form
    files.forEach((file) => this.take(file));
  }

  dragged(event) {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    this.classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") [...event.dataTransfer.files].forEach((file) => this.take(file));
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((f) => f.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    files.forEach((file) => this.take(file));
  }

  take(file) {
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("bdi").textContent = file.name;
    const full = this.items().length >= Number(this.dataset.most);
    this.list.append(item);
    item.file = file;
    if (full) this.fail(item, this.dataset.tooMany, false);
    else if (file.size > Number(this.dataset.maxBytes)) this.fail(item, this.dataset.tooBig, false);
    else this.send(item);
    draw(item.querySelector("canvas"), file);
  }

  send(item) {
    const request = new XMLHttpRequest();
    const bar = item.querySelector("progress");
    const show = (percent) => {
      bar.value = percent;
      item.querySelector("[data-percent]").textContent = percent;
      item.querySelector("[data-sent]").hidden = percent < 100;
      item.querySelector("[data-sending]").hidden = percent >= 100;
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) show(Math.round((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => {
      if (request.status === 200 || request.status === 422) this.replace(item, request);
      else this.fail(item, this.dataset.lost, true);
    });
    for (const kind of ["error", "timeout"])
      request.addEventListener(kind, () => this.fail(item, this.dataset.lost, true));
    request.open("POST", this.dataset.url);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("HX-Request", "true");
    const data = new FormData();
    data.append("new_pictures", item.file, item.file.name);
    item.request = request;
    show(0);
    request.send(data);
  }

  replace(item, request) {
    const holder = document.createElement("template");
    holder.innerHTML = request.responseText;
    const made = holder.content.querySelector("li.picture");
    if (!made) return this.fail(item, this.dataset.lost, true);
    const hadFocus = item.contains(document.activeElement);
    item.replaceWith(made);
    globalThis.htmx?.process(made);
    if (hadFocus) (made.querySelector("textarea") ?? this.input).focus();
    this.count();
    this.settled();
  }

  fail(item, why, canRepeat) {
    const said = item.querySelector(".error");
    said.querySelector("span").textContent = why;
    said.hidden = false;
    item.classList.add("refused");
    item.querySelector("progress").hidden = true;
    item.querySelector('[role="status"]').hidden = true;
    item.querySelector("[data-again]").hidden = !canRepeat;
    this.settled();
  }

  again(item) {
    item.classList.remove("refused");
    item.querySelector(".error").hidden = true;
    item.querySelector("progress").hidden = false;
    item.querySelector('[role="status"]').hidden = false;
    item.querySelector("[data-again]").hidden = true;
    this.send(item);
  }

  clicked(event) {
    const button = event.target.closest("button");
    const item = button?.closest(".picture");
    if (!item) return;
    if ("again" in button.dataset) this.again(item);
    else if ("takeOff" in button.dataset) this.takeOff(item);
    else if (button.dataset.move) this.move(item, Number(button.dataset.move), button);
  }

  takeOff(item) {
    item.request?.abort();
    if (item.dataset.remove)
      fetch(item.dataset.remove, { method: "POST", headers: { "X-CSRFToken": token() } });
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (next?.querySelector("[data-take-off]") ?? this.input).focus();
    this.count();
    this.tell();
    this.settled();
  }

  move(item, by, button) {
    const all = this.items();
    const other = all[all.indexOf(item) + by];
    if (!other) return;
    if (by < 0) other.before(item);
    else other.after(item);
    button.focus();
    this.count();
    this.tell();
  }

  items() {
    return [...this.list.querySelectorAll(".picture:not(.refused)")];
  }

  count() {
    this.items().forEach((item, place, all) => {
      const input = item.querySelector('[name$="-place"]');
      if (input) input.value = place + 1;
      const ends = { "-1": place === 0, 1: place === all.length - 1 };
      // Not "disabled": who has just moved it there by keyboard would lose their place.
      for (const button of item.querySelectorAll("[data-move]"))
        button.setAttribute("aria-disabled", ends[button.dataset.move]);
    });
  }

  tell() {
    this.list.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// What was chosen, at once and small. A browser that can't read it (HEIC) leaves the place empty.
async function draw(canvas, file) {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: 320 });
    canvas.height = Math.min(480, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    canvas.classList.add("unseen");
  }
}

function token() {
  const field = document.querySelector('[name="csrfmiddlewaretoken"]');
  return field?.value ?? "";
}

class PictureFocus extends HTMLElement {
  connectedCallback() {
    const item = this.closest(".picture");
    this.x = item.querySelector('[name$="-focus_x"]');
    this.y = item.querySelector('[name$="-focus_y"]');
    this.point = this.querySelector(".point");
    this.addEventListener("pointerdown", (event) => this.grab(event));
    this.addEventListener("pointermove", (event) => this.held && this.follow(event));
    for (const kind of ["pointerup", "pointercancel"])
      this.addEventListener(kind, () => this.letGo());
    this.point.addEventListener("keydown", (event) => this.press(event));
    this.show();
  }

  grab(event) {
    this.held = true;
    this.setPointerCapture(event.pointerId);
    this.point.focus();
    event.preventDefault();
    this.follow(event);
  }

  follow(event) {
    const box = this.getBoundingClientRect();
    this.put(
      (100 * (event.clientX - box.left)) / box.width,
      (100 * (event.clientY - box.top)) / box.height,
    );
  }

  letGo() {
    if (!this.held) return;
    this.held = false;
    this.keep();
  }

  press(event) {
    const step = event.shiftKey ? FAR : STEP;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    this.put(Number(this.x.value) + way[0] * step, Number(this.y.value) + way[1] * step);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.keep(), 300);
  }

  put(x, y) {
    const inside = (value) => Math.round(Math.min(100, Math.max(0, value)));
    this.x.value = inside(x);
    this.y.value = inside(y);
    this.show();
  }

  keep() {
    this.x.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const [x, y] = [this.x.value || 50, this.y.value || 50];
    this.point.style.insetInlineStart = `${x}%`;
    this.point.style.insetBlockStart = `${y}%`;
    const words = this.point.dataset.words.replace("%x", x).replace("%y", y);
    this.point.setAttribute("aria-valuenow", x);
    this.point.setAttribute("aria-valuetext", words);
  }
}

customElements.define("picture-field", PictureField);
customElements.define("picture-focus", PictureFocus);
