// Files go up one by one, each with its progress in words, and one that may not be kept costs none of the others.
// Without this file the same form sends them all at once. Nothing here writes markup from text: only textContent is
// used, and the list of what is added comes from the server as the page itself draws it.

const MEGABYTE = 1024 * 1024;

class Uploads {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.list = place.querySelector("[data-uploads-list]");
    this.status = place.querySelector("[data-uploads-status]");
    this.button = place.querySelector("[data-uploads-button]");
    this.most = Number(place.dataset.most);
    this.inputs = [...place.querySelectorAll("input[type=file]")];
    this.kinds = this.inputs[0].accept.split(",").filter((word) => word.startsWith("."));
    this.queue = [];
    this.busy = null;
    this.total = this.added = this.told = 0;
    this.late = [];
    this.button.remove();
    for (const input of this.inputs) input.addEventListener("change", () => this.choose(input));
    window.addEventListener("beforeunload", (event) => { if (this.busy) event.preventDefault(); });
  }

  choose(input) {
    const files = [...input.files];
    if (!files.length) return;
    // Emptied, so that saving the answer does not send the same files once more.
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if (!this.busy && !this.queue.length) { this.total = this.added = this.told = 0; this.late = []; }
    for (const file of files) this.take(file);
    this.say(`Adding ${this.count(this.total)}.`);
    this.next();
  }

  count(number) { return `${number} ${number === 1 ? "file" : "files"}`; }

  say(words) { this.status.textContent = words; }

  take(file) {
    const row = new Row(file, () => this.cancel(row), () => this.again(row));
    this.list.append(row.element);
    this.list.hidden = false;
    this.total += 1;
    const refusal = this.refusal(file);
    if (refusal) row.fail(refusal, false);
    else this.queue.push(row);
  }

  // What the server would say too, said before the file travels.
  refusal(file) {
    if (!this.kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return `${file.name} must be a PDF, Word, Excel, PowerPoint, ODF, text, JPG or PNG file.`;
    if (file.size > this.most) return `${file.name} must be smaller than ${this.most / MEGABYTE}MB. It is ${Math.ceil(file.size / MEGABYTE)}MB.`;
    return "";
  }

  next() {
    if (this.busy) return;
    const row = this.queue.shift();
    if (row) this.send(row);
    else this.end();
  }

  send(row) {
    this.busy = row;
    row.begin();
    const told = new FormData();
    told.append("files", row.file, row.file.name);
    const request = new XMLHttpRequest();
    row.request = request;
    request.open("POST", this.place.dataset.url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) this.progress(row, event.loaded / event.total); });
    request.addEventListener("load", () => this.answered(row, request));
    request.addEventListener("error", () => this.done(row, `${row.file.name} did not upload. Try again.`, true));
    request.addEventListener("abort", () => this.next());
    request.send(told);
  }

  progress(row, part) {
    row.progress(part);
    const quarter = Math.floor(part * 4);
    // A long file is spoken of at each quarter; a short one only when it is there.
    if (row.file.size > MEGABYTE && quarter > this.told && quarter < 4) {
      this.told = quarter;
      this.say(`${row.file.name} is uploading, ${quarter * 25}%.`);
    }
  }

  answered(row, request) {
    if (request.status === 201) {
      const { late } = JSON.parse(request.responseText);
      if (late) this.late.push(late);
      return this.done(row, "", false);
    }
    let message = "";
    try { message = JSON.parse(request.responseText).message; } catch { /* Not an answer of this page's. */ }
    const signedOut = request.responseURL.includes("/account/") || request.status === 401;
    const words = signedOut ? "You are signed out. Sign in on another tab, then try again." : `${row.file.name} did not upload. Try again.`;
    return this.done(row, message || words, !message);
  }

  done(row, problem, retry) {
    this.busy = null;
    this.told = 0;
    if (problem) row.fail(problem, retry);
    else { this.added += 1; row.finish(); }
    this.say(`${this.added} of ${this.count(this.total)} added.`);
    this.next();
  }

  cancel(row) {
    this.total -= 1;
    this.queue = this.queue.filter((other) => other !== row);
    row.element.remove();
    this.say(`${row.file.name} is cancelled. ${this.added} of ${this.count(this.total)} added.`);
    if (this.busy === row) { this.busy = null; row.request.abort(); }
    this.list.hidden = !this.list.children.length;
    (this.list.querySelector("button:not([hidden])") || document.getElementById("id_files")).focus();
  }

  again(row) {
    row.wait();
    this.queue.push(row);
    this.next();
  }

  async end() {
    const bad = this.total - this.added;
    if (bad > 0) this.say(`${this.added} of ${this.count(this.total)} added. ${bad === 1 ? "One needs" : `${bad} need`} your attention.`);
    if (this.late.length) this.say([this.status.textContent, ...this.late].join(" "));
    if (this.added) await this.refresh();
  }

  // The list and the forms of its buttons, as the server draws them now.
  async refresh() {
    try {
      const answer = await fetch(this.place.dataset.page, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["evidence-list", "evidence-forms"]) {
        const [here, there] = [document.getElementById(id), page.getElementById(id)];
        if (here && there) here.replaceWith(document.adoptNode(there));
      }
      for (const row of [...this.list.children]) if (row.dataset.added) row.remove();
      this.list.hidden = !this.list.children.length;
    } catch { /* The files are there; the list shows them when the page is next loaded. */ }
  }
}

class Row {
  constructor(file, cancel, again) {
    this.file = file;
    this.element = document.createElement("li");
    this.element.className = "file-row";
    const what = document.createElement("div");
    what.className = "file-row__what";
    const name = document.createElement("span");
    name.className = "file-row__name";
    name.textContent = file.name;
    this.facts = document.createElement("span");
    this.facts.className = "file-row__facts";
    what.append(name, this.facts);
    this.actions = document.createElement("div");
    this.actions.className = "file-row__actions";
    this.cancelButton = this.button("Cancel", cancel);
    this.againButton = this.button("Try again", again);
    this.actions.append(this.againButton, this.cancelButton);
    this.element.append(what, this.actions);
    this.wait();
  }

  button(words, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link-button";
    const name = document.createElement("span");
    name.className = "govuk-visually-hidden";
    name.textContent = ` ${this.file.name}`;
    made.append(words, name);
    made.addEventListener("click", press);
    return made;
  }

  show(words, again, isError) {
    this.facts.textContent = words;
    this.facts.classList.toggle("uploads__problem", isError);
    this.againButton.hidden = !again;
  }

  wait() { this.show("Waiting", false, false); }

  begin() { this.show("Uploading", false, false); }

  progress(part) { this.show(part < 1 ? `Uploading, ${Math.floor(part * 100)}%` : "Uploaded, being checked", false, false); }

  finish() {
    this.show("Added", false, false);
    this.cancelButton.hidden = true;
    this.element.dataset.added = "1";
  }

  fail(words, again) {
    this.show(words, again, true);
    this.cancelButton.firstChild.textContent = "Dismiss";
  }
}

for (const place of document.querySelectorAll("[data-uploads]")) new Uploads(place);
