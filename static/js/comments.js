// How is an unsent comment not lost? Its words stay in this browser until we have said that the comment is there.
// Every page works without this file. Nothing here writes markup from text: only textContent is used.

import { newMark, offer, shelf } from "./autosave.js";

// The address after a comment was added names the mark of its form; nothing else may throw kept words away.
function accepted() {
  const here = new URL(window.location.href);
  const mark = here.searchParams.get("added");
  if (!mark) return;
  for (const key of shelf.keys("charter:")) if (key.endsWith(`:${mark}`)) shelf.drop(key);
  here.searchParams.delete("added");
  window.history.replaceState(null, "", here);
}

class Kept {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.prefix = `${form.dataset.keep}:`;
    this.mark = newMark();
    this.area.addEventListener("input", () => this.keep());
    form.addEventListener("submit", () => this.sending());
    // What came back with a sentence is in the box already, and is kept again under this page's own mark.
    if (this.area.value.trim()) this.keep();
    this.offer();
  }

  keep() {
    const key = this.prefix + this.mark;
    if (this.area.value.trim()) shelf.write(key, this.area.value);
    else shelf.drop(key);
  }

  sending() {
    this.keep();
    let field = this.form.querySelector("input[name=mark]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "mark";
      this.form.append(field);
    }
    field.value = this.mark;
  }

  offer() {
    const seen = new Set([this.area.value.trim()]);
    for (const key of shelf.keys(this.prefix)) {
      if (key === this.prefix + this.mark) continue;
      const text = (shelf.read(key) || "").trim();
      if (!text || seen.has(text)) {
        shelf.drop(key);
        continue;
      }
      seen.add(text);
      this.form.prepend(this.box(key, text));
      this.form.closest("details")?.setAttribute("open", "");
    }
  }

  box(key, text) {
    const end = () => { shelf.drop(key); this.area.focus(); };
    const putBack = () => {
      this.area.value = [this.area.value.trim(), text].filter(Boolean).join("\n\n");
      this.keep();
      end();
    };
    return offer({
      label: "A comment that was not sent",
      sentence: "This computer holds a comment of yours that was not sent. Put it back, or delete it.",
      text,
      back: ["Put it back", putBack],
      drop: ["Delete it", end],
    });
  }
}

accepted();
for (const form of document.querySelectorAll("form[data-keep]")) new Kept(form);
