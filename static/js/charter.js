// What the pages do beyond HTML: components, copy, the session's end, and one guard against sending twice.
// Every page works without this file. Nothing here writes markup from text: only textContent is used.
// What is typed into long answers is looked after by autosave.js.

// Components -------------------------------------------------------------------------------------------

async function startComponents() {
  const here = document.querySelector("script[data-govuk-frontend]");
  if (!here || !document.body.classList.contains("govuk-frontend-supported")) return;
  const { initAll } = await import(here.dataset.govukFrontend);
  initAll();
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

// autosave.js keeps words that did not reach us under names that begin so.
function keptWords() {
  try { return Object.keys(window.localStorage).filter((key) => key.startsWith("charter:")); } catch { return []; }
}

function guardSignOut(form) {
  const warning = form.querySelector("[data-kept-warning]");
  if (warning && keptWords().length) warning.hidden = false;
  form.addEventListener("submit", () => { for (const key of keptWords()) window.localStorage.removeItem(key); });
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
for (const box of document.querySelectorAll("[data-copy]")) startCopy(box);
for (const form of document.querySelectorAll("form[data-sign-out]")) guardSignOut(form);
guardForms();
startComponents();
