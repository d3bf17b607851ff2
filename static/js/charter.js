// What the pages do beyond HTML: components, autosave, word counts, copy, and one guard against sending twice.
// Every page works without this file. Nothing here writes markup from text: only textContent is used.

const AUTOSAVE_PAUSE = 2000;
const RETRY_PAUSE = 10000;
const KEEPALIVE_LIMIT = 60000;

// Components -------------------------------------------------------------------------------------------

async function startComponents() {
  const here = document.querySelector("script[data-govuk-frontend]");
  if (!here || !document.body.classList.contains("govuk-frontend-supported")) return;
  const { initAll } = await import(here.dataset.govukFrontend);
  initAll();
}

// Word counts ------------------------------------------------------------------------------------------

// The same count as the server's: runs of characters that Python's str.split() does not take for white space.
export function countWords(text) {
  const runs = text.match(/[^\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu);
  return runs ? runs.length : 0;
}

function wordSentence(count, limit) {
  const words = (n) => `${n.toLocaleString("en-GB")} ${n === 1 ? "word" : "words"}`;
  if (!limit) return `You have written ${words(count)}.`;
  if (count > limit) return `You have used ${words(count)}, which is ${words(count - limit)} over ${limit.toLocaleString("en-GB")}.`;
  return `You have ${words(limit - count)} left of ${limit.toLocaleString("en-GB")}.`;
}

function startWordCount(area) {
  const shown = document.getElementById(`${area.id}-words`);
  if (!shown) return;
  const limit = Number.parseInt(area.dataset.maxWords, 10) || 0;
  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  shown.after(spoken);
  let timer = 0;
  const show = () => {
    const count = countWords(area.value);
    shown.textContent = wordSentence(count, limit);
    shown.classList.toggle("word-count--over", Boolean(limit) && count > limit);
  };
  area.addEventListener("input", () => {
    show();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { spoken.textContent = shown.textContent; }, 1500);
  });
  show();
}

// Words kept in the browser ----------------------------------------------------------------------------

const shelf = {
  read(key) { try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { window.localStorage.setItem(key, JSON.stringify(value)); } catch { /* The disk is full or storage is off. */ } },
  drop(key) { try { window.localStorage.removeItem(key); } catch { /* Storage is off, so nothing was kept. */ } },
  keys(prefix) { try { return Object.keys(window.localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
};

// Autosave ---------------------------------------------------------------------------------------------

class Autosave {
  constructor(form) {
    this.form = form;
    this.version = form.elements.namedItem("version");
    this.store = form.dataset.storeKey;
    const status = form.querySelector("[data-save-status]") || document.querySelector("[data-save-status]");
    this.status = status;
    this.words = status?.querySelector("[data-save-words]");
    this.again = status?.querySelector("[data-save-now]");
    this.compare = status?.querySelector("[data-save-compare]");
    this.signIn = status?.querySelector("[data-save-sign-in]");
    this.saved = this.content();
    this.timer = 0;
    this.flight = null;
    this.stopped = false;
    this.leaving = false;
    form.addEventListener("input", () => this.edited());
    form.addEventListener("change", () => this.edited());
    form.addEventListener("focusout", () => this.saveSoon(0));
    form.addEventListener("submit", (event) => this.submitting(event));
    this.again?.addEventListener("click", () => this.save());
    window.addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.flush(); });
    window.addEventListener("pageshow", () => { this.leaving = false; });
    this.offerKept();
  }

  // Everything but files, the token and the version: what a person wrote or chose.
  fields() {
    const entries = [...new FormData(this.form).entries()];
    return entries.filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "version");
  }

  content() { return JSON.stringify(this.fields()); }

  key() { return this.store ? `${this.store}:${this.version ? this.version.value : 0}` : ""; }

  body() {
    const body = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "version"]) {
      const field = this.form.elements.namedItem(name);
      if (field) body.append(name, field.value);
    }
    for (const [name, value] of this.fields()) body.append(name, value);
    body.append("autosave", "1");
    return body;
  }

  edited() {
    if (this.content() === this.saved) return;
    if (this.store) shelf.write(this.key(), this.fields());
    if (!this.stopped) this.saveSoon(AUTOSAVE_PAUSE);
  }

  saveSoon(pause) {
    window.clearTimeout(this.timer);
    if (this.stopped || this.content() === this.saved) return;
    this.timer = window.setTimeout(() => this.save(), pause);
  }

  // One request at a time; what was typed meanwhile goes with the next.
  save() {
    window.clearTimeout(this.timer);
    if (this.stopped || this.leaving || this.flight || this.content() === this.saved) return;
    const sent = this.content();
    const body = this.body().toString();
    this.flight = fetch(this.form.action, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_LIMIT,
    })
      .then((response) => this.answered(response, sent), () => this.troubled())
      .finally(() => {
        this.flight = null;
        if (!this.again || this.again.hidden) this.saveSoon(AUTOSAVE_PAUSE);
      });
  }

  async answered(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.stop("You are signed out, so this is not saved. Your words are kept on this computer. Sign in again, then put them back.");
      if (this.signIn) {
        this.signIn.href += `?next=${encodeURIComponent(window.location.pathname)}`;
        this.signIn.hidden = false;
      }
      return;
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) {
      const old = this.key();
      this.saved = sent;
      if (this.version && answer.version !== undefined) this.version.value = answer.version;
      if (this.store) {
        shelf.drop(old);
        if (this.content() !== sent) shelf.write(this.key(), this.fields());
      }
      this.tell(`Saved at ${answer.saved_at}`, false);
      document.dispatchEvent(new CustomEvent("charter:used"));
      return;
    }
    if (response.status === 409 && answer) {
      this.conflicted(answer);
    } else if (response.status >= 500 || response.status === 429 || !answer) {
      if (response.status === 403) this.stop("Not saved. Load this page again; your words are kept on this computer.");
      else this.troubled();
    } else {
      // The server answered with a reason. Trying the same again would get the same; an edit may mend it.
      this.saved = sent;
      this.tell(answer.message || "Not saved. Use the save button to see why.", true);
    }
  }

  conflicted(answer) {
    const who = answer.saved_by || "Someone";
    this.stop(`${who} saved a newer version at ${answer.saved_at}. Compare the two, then choose which to keep.`);
    if (this.compare) {
      if (answer.url) this.compare.href = answer.url;
      else this.compare.href = window.location.href;
      this.compare.hidden = false;
    }
  }

  troubled() {
    this.tell("Not saved. We will try again in 10 seconds.", true);
    if (this.again) this.again.hidden = false;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), RETRY_PAUSE);
  }

  stop(sentence) {
    this.stopped = true;
    window.clearTimeout(this.timer);
    if (this.store) shelf.write(this.key(), this.fields());
    this.tell(sentence, true);
  }

  tell(sentence, trouble) {
    if (!this.status) return;
    this.status.classList.toggle("save-status--trouble", trouble);
    if (this.again) this.again.hidden = true;
    if (this.words && this.words.textContent !== sentence) this.words.textContent = sentence;
  }

  // The page is going away: send what is left without waiting for an answer. The kept copy stays until one came.
  flush() {
    if (this.stopped || this.leaving || this.flight || this.content() === this.saved) return;
    this.save();
  }

  // A save under way would raise the version behind the form's back, so the button waits for it.
  submitting(event) {
    window.clearTimeout(this.timer);
    if (this.flight) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      this.flight.finally(() => { this.form.requestSubmit(button); });
      return;
    }
    this.leaving = true;
    if (this.store && this.content() !== this.saved) shelf.write(this.key(), this.fields());
  }

  // Words from an earlier visit that never reached the server are offered back, never put in by themselves.
  offerKept() {
    const place = this.form.querySelector("[data-kept-words]");
    if (!this.store || !place) return;
    for (const key of shelf.keys(`${this.store}:`)) {
      const kept = shelf.read(key);
      if (!Array.isArray(kept) || JSON.stringify(kept) === this.saved) {
        shelf.drop(key);
        continue;
      }
      place.append(this.offer(key, kept));
    }
  }

  offer(key, kept) {
    const box = document.createElement("div");
    box.className = "kept-words";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Words that were not saved");
    const say = document.createElement("p");
    say.className = "govuk-body";
    say.textContent = "This computer holds words of yours that did not reach us. Put them back, or delete them.";
    const text = document.createElement("div");
    text.className = "kept-words__text";
    text.textContent = kept.filter(([name]) => this.form.elements.namedItem(name)?.tagName === "TEXTAREA").map(([, value]) => value).join("\n\n");
    const buttons = document.createElement("div");
    buttons.className = "govuk-button-group";
    buttons.append(
      makeButton("Put them back", "govuk-button", () => { this.putBack(kept); shelf.drop(key); box.remove(); this.edited(); }),
      makeButton("Delete them", "govuk-button govuk-button--secondary", () => { shelf.drop(key); box.remove(); this.form.querySelector("textarea, input:not([type=hidden])")?.focus(); }),
    );
    box.append(say, text, buttons);
    return box;
  }

  putBack(kept) {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
    for (const control of this.form.elements) {
      if (!control.name || control.type === "hidden" || control.type === "file") continue;
      const held = values.get(control.name) || [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = held.includes(control.value);
      else if (held.length) control.value = held[0];
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.form.querySelector("textarea")?.focus();
  }
}

function makeButton(text, classes, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = classes;
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

// A form goes once --------------------------------------------------------------------------------------

function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.going) {
      event.preventDefault();
      return;
    }
    form.dataset.going = "1";
    window.setTimeout(() => { delete form.dataset.going; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-going]")) delete form.dataset.going;
  });
}

// Copying a code, and signing out with words still here ---------------------------------------------------

function startCopy(box) {
  const button = box.querySelector("[data-copy-button]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = box.querySelector("[data-copy-said]");
    try {
      await navigator.clipboard.writeText(box.querySelector("[data-copy-text]").textContent.trim());
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser did not allow copying. Select the code instead.";
    }
  });
}

function guardSignOut(form) {
  const keys = shelf.keys("charter:");
  const warning = form.querySelector("[data-kept-warning]");
  if (warning && keys.length) warning.hidden = false;
  form.addEventListener("submit", () => { for (const key of shelf.keys("charter:")) shelf.drop(key); });
}

// The session's end ------------------------------------------------------------------------------------

// The server says how long the session lasts; what is done in another tab, or saved by itself, counts too.
class SessionEnd {
  constructor(dialog) {
    this.dialog = dialog;
    this.lasts = Number(dialog.dataset.sessionEnd) * 1000;
    this.warns = Number(dialog.dataset.sessionWarning) * 1000;
    this.form = dialog.querySelector("form");
    this.used();
    this.form.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); this.stay(); });
    window.addEventListener("storage", (event) => { if (event.key === "session-used") this.again(Number(event.newValue)); });
    document.addEventListener("visibilitychange", () => this.look());
    document.addEventListener("charter:used", () => this.used());
    window.setInterval(() => this.look(), Math.min(5000, this.warns / 4));
  }

  again(at) {
    this.ends = at + this.lasts;
    if (this.dialog.open) this.dialog.close();
  }

  used() {
    const at = Date.now();
    this.again(at);
    try { window.localStorage.setItem("session-used", String(at)); } catch { /* Storage is off; this tab counts alone. */ }
  }

  look() {
    const left = this.ends - Date.now();
    if (left > this.warns) return;
    if (!this.dialog.open && this.dialog.showModal) this.dialog.showModal();
    if (left <= 0) {
      this.dialog.querySelector("[data-session-words]").textContent = this.dialog.dataset.sessionOver;
      this.form.hidden = true;
      const again = this.dialog.querySelector("[data-session-sign-in]");
      again.hidden = false;
      again.querySelector("a").search = `?next=${encodeURIComponent(window.location.pathname)}`;
    }
  }

  async stay() {
    const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)), credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) this.used();
    else { this.ends = 0; this.look(); }
  }
}

for (const dialog of document.querySelectorAll("dialog[data-session-end]")) new SessionEnd(dialog);
for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
for (const area of document.querySelectorAll("textarea[data-word-count]")) startWordCount(area);
for (const box of document.querySelectorAll("[data-copy]")) startCopy(box);
for (const form of document.querySelectorAll("form[data-sign-out]")) guardSignOut(form);
guardForms();
startComponents();
