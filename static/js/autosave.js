// How is nothing typed lost? Long answers save themselves, and what did not reach us is kept in this browser.
// Every page works without this file. Nothing here writes markup from text: only textContent is used.

const AUTOSAVE_PAUSE = 2000;
const RETRY_PAUSE = 10000;
const ANSWER_WITHIN = 20000;
const KEEPALIVE_LIMIT = 60000;
const OURS = ["csrfmiddlewaretoken", "version", "tab", "seq", "completed_before"];

// Word counts ------------------------------------------------------------------------------------------

// The same count as the server's (applications/canonical.py): what takes no room on a page is left out, then runs of
// characters that Python's str.split() does not take for white space are counted.
const UNSEEN = /[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
const RUN = /[^\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

export function countWords(text) {
  const runs = text.replace(UNSEEN, "").match(RUN);
  return runs ? runs.length : 0;
}

const inWords = (n) => `${n.toLocaleString("en-GB")} ${n === 1 ? "word" : "words"}`;

function leftOf(count, limit) {
  if (count > limit) return `You have used ${inWords(count)}, which is ${inWords(count - limit)} over ${limit.toLocaleString("en-GB")}.`;
  return `You have ${inWords(limit - count)} left of ${limit.toLocaleString("en-GB")}.`;
}

// A limit of this answer alone, or a budget that the other answers share; either warns and nothing is ever cut.
export function wordSentence(count, { limit = 0, budget = 0, elsewhere = 0 } = {}) {
  if (budget) {
    const total = count + elsewhere;
    const whole = `The whole application has ${inWords(total)} of ${budget.toLocaleString("en-GB")}.`;
    const over = total > budget ? ` That is ${inWords(total - budget)} more than the panel asks for. You can still send it.` : "";
    return `You have written ${inWords(count)} here. ${whole}${over}`;
  }
  return limit ? leftOf(count, limit) : `You have written ${inWords(count)}.`;
}

function startWordCount(area) {
  const shown = document.getElementById(`${area.id}-words`);
  if (!shown) return;
  const number = (name) => Number.parseInt(area.dataset[name], 10) || 0;
  const told = { limit: number("maxWords"), budget: number("wordBudget"), elsewhere: number("wordsElsewhere") };
  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  shown.after(spoken);
  let timer = 0;
  const show = () => {
    const count = countWords(area.value);
    const most = told.budget || told.limit;
    shown.textContent = wordSentence(count, told);
    shown.classList.toggle("word-count--over", Boolean(most) && count + (told.budget ? told.elsewhere : 0) > most);
  };
  area.addEventListener("input", () => {
    show();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { spoken.textContent = shown.textContent; }, 1500);
  });
  show();
}

// Words kept in the browser ----------------------------------------------------------------------------

// What people typed and we have not got yet; comments.js keeps and offers it in the same way.
export const shelf = {
  read(key) { try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { window.localStorage.setItem(key, JSON.stringify(value)); } catch { /* The disk is full or storage is off. */ } },
  drop(key) { try { window.localStorage.removeItem(key); } catch { /* Storage is off, so nothing was kept. */ } },
  keys(prefix) { try { return Object.keys(window.localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
};

// A name that no other page in any browser has.
export function newMark() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Kept words with two buttons; whichever is pressed, the box goes. `back` and `drop` are [words on the button, act].
export function offer({ label, sentence, text, back, drop }) {
  const box = document.createElement("div");
  box.className = "kept-words";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  const say = document.createElement("p");
  say.className = "govuk-body";
  say.textContent = sentence;
  const words = document.createElement("div");
  words.className = "kept-words__text";
  words.dir = "auto";
  words.tabIndex = 0;
  words.textContent = text;
  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group";
  buttons.append(choice(box, back, "govuk-button"), choice(box, drop, "govuk-button govuk-button--secondary"));
  box.append(say, words, buttons);
  return box;
}

function choice(box, [text, act], classes) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = classes;
  button.textContent = text;
  button.addEventListener("click", () => { box.remove(); act(); });
  return button;
}

// Autosave ---------------------------------------------------------------------------------------------

class Autosave {
  constructor(form) {
    this.form = form;
    this.version = form.elements.namedItem("version");
    this.store = form.dataset.storeKey;
    // On the way back a browser would put earlier words beside the newest version's number, and the next save would
    // write them over somebody else's. What did not reach us is on the shelf and is offered.
    form.autocomplete = "off";
    form.querySelector("[data-started-from]")?.remove();
    const status = form.querySelector("[data-save-status]") || document.querySelector("[data-save-status]");
    this.status = status;
    this.words = status?.querySelector("[data-save-words]");
    this.again = status?.querySelector("[data-save-now]");
    this.compare = status?.querySelector("[data-save-compare]");
    this.signIn = status?.querySelector("[data-save-sign-in]");
    this.longest = Number.parseInt(form.dataset.longest, 10) || 0;
    // This page's own name, and the number of its last save: an older request that arrives late is known by them.
    this.tab = newMark();
    this.seq = 0;
    this.heard = 0;
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
    window.addEventListener("online", () => this.saveSoon(0));
    window.addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.flush(); });
    window.addEventListener("pageshow", () => { this.leaving = false; });
    this.offerKept();
  }

  // Everything but files and what is ours: what a person wrote or chose.
  fields() {
    const entries = [...new FormData(this.form).entries()];
    return entries.filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
  }

  content() { return JSON.stringify(this.fields()); }

  key() { return this.store ? `${this.store}:${this.version ? this.version.value : 0}:${this.tab}` : ""; }

  keep() { if (this.store) shelf.write(this.key(), this.fields()); }

  body() {
    const body = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "version", "completed_before"]) {
      const field = this.form.elements.namedItem(name);
      if (field) body.append(name, field.value);
    }
    for (const [name, value] of this.fields()) body.append(name, value);
    body.append("tab", this.tab);
    body.append("seq", String(this.seq));
    body.append("autosave", "1");
    return body;
  }

  edited() {
    if (this.content() === this.saved) return;
    this.keep();
    if (!this.stopped) this.saveSoon(AUTOSAVE_PAUSE);
  }

  saveSoon(pause) {
    window.clearTimeout(this.timer);
    if (this.stopped || this.content() === this.saved) return;
    this.timer = window.setTimeout(() => this.save(), pause);
  }

  tooLong() {
    const text = this.form.querySelector("textarea")?.value || "";
    if (!this.longest || text.length <= this.longest) return false;
    const most = this.longest.toLocaleString("en-GB");
    this.tell(`Not saved. This answer has ${text.length.toLocaleString("en-GB")} characters; it can have ${most}. Take some words out.`, true);
    return true;
  }

  // One request at a time; what was typed meanwhile goes with the next. A page that goes away waits for none.
  save(waits = true) {
    window.clearTimeout(this.timer);
    if (this.stopped || this.leaving || (waits && this.flight) || this.content() === this.saved || this.tooLong()) return;
    this.seq += 1;
    const sent = { seq: this.seq, content: this.content(), completed: this.completed() };
    const body = this.body().toString();
    const patience = new AbortController();
    const waiting = window.setTimeout(() => patience.abort(), ANSWER_WITHIN);
    const flight = fetch(this.form.action, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_LIMIT,
      signal: patience.signal,
    })
      .then((response) => this.answered(response, sent), () => this.troubled())
      .finally(() => {
        window.clearTimeout(waiting);
        if (this.flight === flight) this.flight = null;
        if (!this.again || this.again.hidden) this.saveSoon(AUTOSAVE_PAUSE);
      });
    this.flight = flight;
  }

  completed() { return this.form.querySelector("input[name=completed]:checked")?.value; }

  async answered(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.signedOut();
      return;
    }
    const answer = await response.json().catch(() => null);
    // An answer to an older save than one we have heard of says nothing new.
    if (sent.seq < this.heard) return;
    this.heard = sent.seq;
    if (response.ok && answer) this.accepted(answer, sent);
    else if (response.status === 409 && answer) this.conflicted(answer);
    else if (response.status >= 500 || response.status === 429 || !answer) {
      if (response.status === 403) this.stop("Not saved. Load this page again; your words are kept on this computer.");
      else if (response.status === 404) this.stop("Not saved. You can no longer open this page. Your words are still in it; copy them if you need them.");
      else this.troubled();
    } else {
      // The server answered with a reason. Trying the same again would get the same; an edit may mend it.
      this.saved = sent.content;
      this.tell(answer.message || "Not saved. Use the save button to see why.", true);
    }
  }

  accepted(answer, sent) {
    const old = this.key();
    this.saved = sent.content;
    if (this.version && answer.version !== undefined) this.version.value = Math.max(Number(this.version.value) || 0, answer.version);
    const before = this.form.elements.namedItem("completed_before");
    if (before && sent.completed && !answer.message) before.value = sent.completed;
    if (this.store) {
      shelf.drop(old);
      if (this.content() !== sent.content) this.keep();
    }
    this.tell(answer.message ? `Saved at ${answer.saved_at}. ${answer.message}` : `Saved at ${answer.saved_at}`, Boolean(answer.message));
    document.dispatchEvent(new CustomEvent("charter:used"));
  }

  signedOut() {
    this.stop("You are signed out, so this is not saved. Your words are kept on this computer. Sign in again, then put them back.");
    if (!this.signIn || !this.signIn.hidden) return;
    this.signIn.href += `?next=${encodeURIComponent(window.location.pathname)}`;
    this.signIn.hidden = false;
  }

  conflicted(answer) {
    const who = answer.saved_by || "Someone";
    this.stop(answer.message || `${who} saved a newer version at ${answer.saved_at}. Compare the two, then choose which to keep.`);
    if (this.compare) this.compare.hidden = false;
  }

  troubled() {
    if (this.stopped) return;
    this.tell("Not saved. We will try again in 10 seconds. Your words are kept on this computer.", true);
    if (this.again) this.again.hidden = false;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), RETRY_PAUSE);
  }

  stop(sentence) {
    this.stopped = true;
    window.clearTimeout(this.timer);
    this.keep();
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
    if (this.content() !== this.saved) this.save(false);
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
    // A page that is still here after so long went nowhere: its button was stopped, so it saves by itself again.
    window.setTimeout(() => { this.leaving = false; this.saveSoon(0); }, ANSWER_WITHIN);
    this.seq += 1;
    this.hidden("tab", this.tab);
    this.hidden("seq", String(this.seq));
    if (this.content() !== this.saved) this.keep();
  }

  hidden(name, value) {
    let field = this.form.querySelector(`input[type=hidden][name=${name}]`);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      this.form.append(field);
    }
    field.value = value;
  }

  // Words from an earlier visit that never reached the server are offered back, never put in by themselves.
  offerKept() {
    const place = this.form.querySelector("[data-kept-words]");
    if (!this.store || !place) return;
    const offered = new Set([this.saved]);
    for (const key of shelf.keys(`${this.store}:`)) {
      const kept = shelf.read(key);
      const content = JSON.stringify(kept);
      if (!Array.isArray(kept) || offered.has(content)) {
        shelf.drop(key);
        continue;
      }
      offered.add(content);
      place.append(this.offer(key, kept));
    }
  }

  offer(key, kept) {
    const typed = kept.filter(([name]) => this.form.elements.namedItem(name)?.tagName === "TEXTAREA");
    return offer({
      label: "Words that were not saved",
      sentence: "This computer holds words of yours that did not reach us. Put them back, or delete them.",
      text: typed.map(([, value]) => value).join("\n\n"),
      back: ["Put them back", () => { this.putBack(kept); shelf.drop(key); this.edited(); }],
      drop: ["Delete them", () => { shelf.drop(key); this.form.querySelector("textarea, input:not([type=hidden])")?.focus(); }],
    });
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

// Whoever chose between two versions needs no offer of the words they chose about: both are on the version history.
function settle(form) {
  const mine = form.querySelector("input[name=text]")?.value.replaceAll("\r\n", "\n");
  form.addEventListener("submit", () => {
    for (const key of shelf.keys(`${form.dataset.settles}:`)) {
      const kept = shelf.read(key);
      if (Array.isArray(kept) && kept.some(([name, value]) => name === "text" && value.replaceAll("\r\n", "\n") === mine)) shelf.drop(key);
    }
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
for (const form of document.querySelectorAll("form[data-settles]")) settle(form);
for (const area of document.querySelectorAll("textarea[data-word-count]")) startWordCount(area);
