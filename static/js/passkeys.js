// Passkeys: adding one, signing in with one, showing one again. Loaded only on the pages that need it.
// What browser and server say to each other is the JSON of the Web Authentication standard; bytes travel as base64url.

function bytes(text) {
  const plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function question(publicKey) {
  const read = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) read.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) read.excludeCredentials = known(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) read.allowCredentials = known(publicKey.allowCredentials);
  return read;
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

const SENTENCES = {
  InvalidStateError: "This device holds a passkey for your account already.",
  NotAllowedError: "Nothing was done: it was stopped, or took too long. Try again, or use another way.",
  SecurityError: "Passkeys do not work at this address. Use another way.",
};

class Passkey {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-passkey-said]");
    this.button = form.querySelector("button");
    this.waiting = null;
    this.sent = false;
    form.hidden = false;
    // The answer is sent with form.submit(), which asks nobody, so this is only ever the person's own press.
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); this.ask(); });
    if (form.dataset.passkey === "sign-in") this.offerOnce();
  }

  async options() {
    if (this.form.dataset.options) return question(JSON.parse(this.form.dataset.options).publicKey);
    const response = await fetch(this.form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!response.ok) throw new Error("The server did not answer.");
    return question((await response.json()).request_options.publicKey);
  }

  // Asked at the first sign of a person, so that a page that nobody uses costs the server nothing.
  offerOnce() {
    const begun = new AbortController();
    for (const sign of ["pointermove", "pointerdown", "keydown", "focusin"]) {
      document.addEventListener(sign, () => { begun.abort(); this.offer(); }, { signal: begun.signal, passive: true });
    }
  }

  // The browser offers passkeys in the email field, where it can.
  async offer() {
    try {
      if (!await window.PublicKeyCredential.isConditionalMediationAvailable?.()) return;
      this.waiting = new AbortController();
      const publicKey = await this.options();
      if (this.waiting.signal.aborted) return;
      const found = await navigator.credentials.get({ publicKey, mediation: "conditional", signal: this.waiting.signal });
      if (found) this.send(found);
    } catch { /* Nothing was pressed, so nothing need be said: the button and the other ways are there. */ }
  }

  async ask() {
    if (this.sent) return;
    this.waiting?.abort();
    this.said.textContent = "";
    this.button.disabled = true;
    try {
      const publicKey = await this.options();
      const made = this.form.dataset.passkey === "add"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      this.send(made);
    } catch (error) {
      this.said.textContent = SENTENCES[error.name] || "That did not work. Try again, or use another way.";
      this.button.disabled = false;
    }
  }

  send(credential) {
    if (this.sent) return;
    this.sent = true;
    this.form.elements.namedItem("credential").value = JSON.stringify(answer(credential));
    this.form.submit();
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const note of document.querySelectorAll("[data-passkey-none]")) note.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) new Passkey(form);
} else {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = true;
}
