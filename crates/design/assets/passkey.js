// Passkeys: a form with data-passkey asks the browser for one and sends its answer (W3C Web Authentication, level 3).
"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The server's options with bytes where it wrote base64url. */
function readOptions(text) {
  const options = JSON.parse(text).publicKey;
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const credential of options[list] ?? []) credential.id = toBytes(credential.id);
  }
  return options;
}

/** The browser's answer with base64url where it has bytes. */
function writeAnswer(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    parts.attestationObject = toText(response.attestationObject);
    parts.transports = response.getTransports?.() ?? [];
  } else {
    parts.authenticatorData = toText(response.authenticatorData);
    parts.signature = toText(response.signature);
    parts.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: parts,
    extensions: credential.getClientExtensionResults(),
  });
}

/** A fresh question of the server, where the page holds none: it is asked only by browsers that can answer it. */
async function ask(form) {
  const answered = await fetch(form.dataset.question, { method: "POST" });
  if (!answered.ok) throw new Error(answered.statusText);
  return answered.text();
}

/** Offers passkeys among the names that the browser fills in, until another way is taken. */
async function offer(form, signal) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    const publicKey = readOptions(await ask(form));
    const credential = await navigator.credentials.get({ publicKey, mediation: "conditional", signal });
    form.elements.credential.value = writeAnswer(credential);
    form.submit();
  } catch {
    // Nobody chose one; the other ways are on the page.
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const told = form.querySelector("output");
  if (!window.PublicKeyCredential) {
    told.textContent = "这个浏览器不支持通行密钥。";
    continue;
  }
  form.querySelector("button").disabled = false;
  const offered = new AbortController();
  if (form.dataset.question) offer(form, offered.signal);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "请按设备的提示操作……";
    offered.abort();
    try {
      const publicKey = readOptions(form.dataset.options ?? await ask(form));
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      form.elements.credential.value = writeAnswer(credential);
      form.submit();
    } catch {
      told.textContent = "没有完成。可以再试一次，或换一种方式。";
    }
  });
}
