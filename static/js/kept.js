// What people typed and we have not got yet stays in this browser; autosave.js and comments.js keep it and offer it
// back. Nothing here writes markup from text: only textContent is used.

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
