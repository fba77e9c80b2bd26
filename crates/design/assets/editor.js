// The editor of a draft: saves while somebody types, judges fields, keeps what could not be saved. The form works
// without this file.
"use strict";

(() => {
  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const WAIT = 2000;
  const RETRY = 5000;
  const state = document.getElementById("save-state");
  const missing = document.getElementById("missing");
  const address = `/desk/d/${form.dataset.editor}`;
  // Copies are of one person, one draft and one tab: another tab neither takes nor forgets them by itself.
  const copies = `mingjing-draft-${form.dataset.person}-${form.dataset.editor}-`;
  const key = copies + tab();
  const touched = new Set();
  let timer = 0;
  let checking = 0;
  let flight = null;
  let conflict = false;
  // The page itself shows a conflict, and its version is the other's.
  let undecided = false;
  let leaving = false;
  // Nobody is signed in any more.
  let expired = false;

  function tab() {
    try {
      const known = sessionStorage.getItem("mingjing-tab") ?? `${Date.now()}${Math.random()}`;
      sessionStorage.setItem("mingjing-tab", known);
      return known;
    } catch {
      return "";
    }
  }

  /** What stands in the form, but for what the server gave: token, version, files to be taken away. */
  function snapshot() {
    const values = new URLSearchParams(new FormData(form));
    for (const name of ["token", "version", "remove"]) values.delete(name);
    return values.toString();
  }
  // What a refused form holds is not what the server has.
  let saved = form.dataset.typed ? "" : snapshot();
  const isDirty = () => snapshot() !== saved;

  function say(words, kind = "") {
    state.textContent = words;
    state.dataset.kind = kind;
  }

  /** Nothing typed is lost: a copy stays in this browser until the server has it. */
  function keep() {
    // A copy of an undecided conflict meets it again.
    const version = String(Number(form.elements.version.value) - (undecided ? 1 : 0));
    const copy = { version, text: snapshot(), base: saved };
    try { localStorage.setItem(key, JSON.stringify(copy)); } catch { /* a browser without storage, or a full one */ }
  }
  function forget() {
    try { localStorage.removeItem(key); } catch { /* as above */ }
  }
  function kept(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  }
  function fromOtherTabs() {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(copies) && name !== key); } catch { return []; }
  }

  function fill(text) {
    const values = new URLSearchParams(text);
    const used = new Map();
    for (const control of form.elements) {
      if (!control.name || ["token", "version", "remove"].includes(control.name)) continue;
      const texts = values.getAll(control.name);
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = texts.includes(control.value);
        continue;
      }
      const at = used.get(control.name) ?? 0;
      used.set(control.name, at + 1);
      const text = texts[at] ?? "";
      if (control.value.replaceAll("\r\n", "\n") !== text.replaceAll("\r\n", "\n")) control.value = text;
    }
  }
  /** Whether every text has an input: a table of somebody else may have more rows. */
  function fits(text) {
    const names = new Set([...form.elements].map((control) => control.name));
    return [...new URLSearchParams(text)].every(([name, one]) => names.has(name) || one === "");
  }

  /** Puts these texts into the inputs of one field. */
  function take(field, inputs) {
    const all = new URLSearchParams(snapshot());
    for (const name of new Set(all.keys())) {
      if (name === field || name.startsWith(`${field}.`)) all.delete(name);
    }
    for (const [name, text] of new URLSearchParams(inputs)) all.append(name, text);
    fill(all.toString());
  }

  function setVersion(version) {
    for (const input of document.querySelectorAll("input[name=version]")) input.value = version;
  }

  function send(path, more = {}) {
    const body = new URLSearchParams(new FormData(form));
    body.delete("remove");
    for (const [name, text] of Object.entries(more)) body.set(name, text);
    return fetch(address + path, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(20000) });
  }

  /** Saves; answers whether the server has everything now. */
  async function save() {
    while (flight) await flight;
    if (conflict || !isDirty()) return !conflict;
    clearTimeout(timer);
    flight = attempt();
    const done = await flight;
    flight = null;
    if (done && isDirty()) schedule(WAIT);
    return done && !isDirty();
  }

  async function attempt() {
    say("正在保存…");
    const sent = snapshot();
    let answer;
    try {
      answer = await send("/autosave");
    } catch {
      keep();
      say("网络断开，内容暂存在本机，恢复后自动保存", "away");
      schedule(RETRY);
      return false;
    }
    if (answer.ok) {
      const told = await answer.json();
      setVersion(told.version);
      saved = sent;
      took(told);
      return true;
    }
    keep();
    if (answer.status === 409) {
      return merge(await answer.json(), sent);
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      const link = Object.assign(document.createElement("a"), { href: address, textContent: "重新登录后再打开这份稿件" });
      say("登录已过期，内容暂存在本机。请", "away");
      state.append(link, "，会自动恢复。");
      leaving = true;
      expired = true;
    } else if (answer.status === 413) {
      say("内容太大，没有保存：一份稿件的文字不能超过 4 MB", "wrong");
    } else {
      say("暂时不能保存，内容暂存在本机，稍后自动再试", "away");
      schedule(RETRY);
    }
    return false;
  }

  function took(told) {
    const title = form.elements.title?.value.trim();
    if (title) {
      const heading = document.querySelector("main h1");
      document.title = document.title.replace(heading.textContent, title);
      heading.textContent = title;
    }
    if (told.unread.length > 0) keep(); else forget();
    say(told.unread.length > 0 ? `已保存 ${told.at}，有填写项填得不对，还没有存` : `已保存 ${told.at}`);
    show(told.problems);
    document.dispatchEvent(new CustomEvent("draft-saved", { detail: told }));
  }

  /** Somebody else saved: the server puts together what each changed alone; what both changed is decided here. */
  async function merge(overtaken, sent) {
    // Without what this person began from, and where it is no draft any more, there is nothing to put together.
    if (saved === "" || !overtaken.editable) { meet(overtaken); return false; }
    let answer;
    let told;
    try {
      answer = await send("/merge", { base: saved });
      if (!answer.ok && answer.status !== 409) { meet(overtaken); return false; }
      told = await answer.json();
    } catch {
      say("网络断开，内容暂存在本机，恢复后自动保存", "away");
      schedule(RETRY);
      return false;
    }
    if (!answer.ok) {
      meet(fits(told.inputs) ? told : overtaken);
      return false;
    }
    if (snapshot() !== sent) {
      // More was typed meanwhile: it is put together from here on, with the same old version.
      saved = sent;
      schedule(WAIT);
      return false;
    }
    if (!fits(told.inputs)) {
      leaving = true;
      forget();
      location.reload();
      return true;
    }
    fill(told.inputs);
    setVersion(told.version);
    saved = snapshot();
    took(told);
    say(`已保存 ${told.at}，并和别人刚才的修改合在一起`);
    return true;
  }

  /** Both texts stand side by side until this person decides. */
  function meet(told) {
    conflict = true;
    document.getElementById("conflict")?.remove();
    const frame = document.createElement("div");
    frame.innerHTML = told.conflict;
    const part = frame.firstElementChild;
    form.before(part);
    if (!told.editable) for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    if (told.inputs) fill(told.inputs);
    armConflict(part, told.version);
    part.focus();
    say(told.editable ? "别人也改了这份稿件，您填写的内容没有丢，请看上面的对照" : "稿件已经提交，不能再改；您填写的内容没有丢，请看上面的对照", "wrong");
  }
  function armConflict(part, version) {
    const settle = () => {
      setVersion(version);
      conflict = false;
      undecided = false;
      part.remove();
      saved = "";
      save();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    };
    const mine = part.querySelector("[data-conflict=mine]");
    if (mine) {
      mine.hidden = false;
      mine.addEventListener("click", settle);
    }
    for (const button of part.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => {
        const row = button.closest("tr");
        if (button.dataset.choose === "theirs") take(row.dataset.field, row.dataset.inputs);
        row.remove();
        keep();
        const next = part.querySelector("[data-choose]");
        if (next) next.focus(); else settle();
      });
    }
    part.querySelector("[data-conflict=theirs]")?.addEventListener("click", () => { forget(); leaving = true; });
  }
  const shown = document.getElementById("conflict");
  if (shown) {
    // Nothing is saved over the other's text before this person decides.
    conflict = true;
    undecided = true;
    armConflict(shown, form.elements.version.value);
  }

  /** Messages beside the fields that were touched, in the same words as the server's. */
  function show(problems) {
    if (missing) missing.textContent = problems.length > 0 ? `现在还有 ${problems.length} 项需要填写或修改。` : "";
    const told = new Map();
    for (const { id, message } of problems) {
      const field = document.getElementById(id)?.closest(".field");
      if (field && !told.has(field)) told.set(field, { id, message });
    }
    // The summary at the top forgets what is mended.
    const ids = new Set(problems.map(({ id }) => `#${id}`));
    for (const link of document.querySelectorAll(".error-summary a[href^='#f-']")) {
      if (!ids.has(link.getAttribute("href"))) link.closest("li").remove();
    }
    for (const box of document.querySelectorAll(".error-summary")) {
      const left = box.querySelectorAll("li").length;
      if (left === 0) box.remove(); else box.querySelector("h2").textContent = `有 ${left} 处要改`;
    }
    for (const field of form.querySelectorAll(".field")) {
      const problem = told.get(field);
      const marked = field.classList.contains("wrong");
      if (problem && (touched.has(field) || marked)) mark(field, problem);
      else if (!problem && marked) clear(field);
    }
  }
  function control(field) {
    return field.matches("fieldset") ? field : field.querySelector("input, textarea, select");
  }
  function mark(field, { message }) {
    const target = control(field);
    let error = field.querySelector(":scope > .error");
    if (!error) {
      error = document.createElement("p");
      error.className = "error";
      error.id = `${target.id}-error`;
      const before = field.querySelector(":scope > label + .help, :scope > legend + .help")
        ?? field.querySelector(":scope > label, :scope > legend");
      before.after(error);
      const described = [target.getAttribute("aria-describedby"), error.id].filter(Boolean).join(" ");
      target.setAttribute("aria-describedby", described);
    }
    const sign = Object.assign(document.createElement("span"), { textContent: "▲ " });
    sign.setAttribute("aria-hidden", "true");
    const word = Object.assign(document.createElement("span"), { textContent: "错误：", className: "hidden" });
    error.replaceChildren(sign, word, message);
    field.classList.add("wrong");
    target.setAttribute("aria-invalid", "true");
  }
  function clear(field) {
    const target = control(field);
    const error = field.querySelector(":scope > .error");
    const rest = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== error?.id);
    if (rest.join("")) target.setAttribute("aria-describedby", rest.join(" "));
    else target.removeAttribute("aria-describedby");
    target.removeAttribute("aria-invalid");
    error?.remove();
    field.classList.remove("wrong");
  }
  async function check() {
    try {
      const answer = await send("/check");
      if (answer.ok) show((await answer.json()).problems);
    } catch { /* the next save tells */ }
  }

  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  // Most days that are typed are today.
  for (const input of form.querySelectorAll(".field:not(td .field) input[type=date]")) {
    const today = Object.assign(document.createElement("button"), { type: "button", className: "second small today", textContent: "今天" });
    today.addEventListener("click", () => {
      const now = new Date();
      input.value = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
    const name = form.querySelector(`label[for="${input.id}"]`)?.textContent.trim();
    if (name) today.append(Object.assign(document.createElement("span"), { className: "hidden", textContent: `（${name}）` }));
    input.after(" ", today);
  }

  form.addEventListener("input", () => {
    if (!isDirty()) return;
    keep();
    if (!conflict) {
      if (state.dataset.kind !== "away") say("正在填写…");
      schedule(WAIT);
    }
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest(".field");
    if (field) touched.add(field);
    clearTimeout(checking);
    checking = setTimeout(check, 200);
  });
  // A new attachment counts the version up. Where somebody else saved before it, the next save puts both together.
  document.addEventListener("draft-attached", ({ detail: { before, version } }) => {
    if (form.elements.version.value === String(before)) setVersion(version);
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isDirty()) event.preventDefault();
  });

  // A form is sent with the newest version, once what was typed was saved or could not be. Where nobody is signed in any
  // more it is not sent, as the answer would be the page to sign in; the copy stays until the server has everything.
  let passed = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (passed || conflict || (!flight && !isDirty())) {
      leaving = true;
      if (!conflict && !isDirty()) forget();
      return;
    }
    event.preventDefault();
    save().then((done) => {
      if (!done && expired) return;
      passed = true;
      setTimeout(() => form.requestSubmit(event.submitter), 0);
    });
  });
  for (const other of document.querySelectorAll("form")) {
    if (other === form || !other.elements.version) continue;
    other.addEventListener("submit", (event) => {
      if (!flight && !isDirty()) { leaving = true; return; }
      event.preventDefault();
      save().then((done) => { if (done) other.requestSubmit(event.submitter); });
    });
  }

  // What an earlier visit could not save: of this tab at once, of another only when this person says so.
  function restore(name, copy) {
    // What was saved meanwhile is put together with the copy from where the copy began.
    if (copy.version !== form.elements.version.value) saved = copy.base ?? "";
    fill(copy.text);
    form.elements.version.value = copy.version;
    try { localStorage.removeItem(name); } catch { /* it is offered again then */ }
    keep();
    say("已恢复上次没有存到服务器的内容", "away");
    save();
  }
  const own = form.dataset.typed ? null : kept(key);
  if (own && own.text !== saved) {
    restore(key, own);
  } else if (own) {
    forget();
  } else if (form.dataset.typed && !conflict) {
    save();
  }
  for (const name of fromOtherTabs()) {
    const copy = kept(name);
    if (!copy || copy.text === snapshot()) continue;
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "second small", textContent: "恢复这台电脑上没有存到服务器的内容",
    });
    button.addEventListener("click", () => { button.remove(); restore(name, copy); });
    state.after(button);
    break;
  }
})();
