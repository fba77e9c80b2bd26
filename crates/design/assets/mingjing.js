// Comfort only: every page works without this file.
"use strict";

// Buttons that need script are hidden until it runs.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    await navigator.clipboard.writeText(source.textContent.trim());
    const before = button.textContent;
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Contents and filters stand open where there is room for them.
if (window.matchMedia("(min-width: 60rem)").matches) {
  for (const fold of document.querySelectorAll("details.wide-open")) fold.open = true;
}

// The mark of the log: is the content this page was made from the one whose digest the log holds?
for (const button of document.querySelectorAll("button[data-check]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const result = button.parentElement.querySelector("output");
    const say = (ok, words) => { result.dataset.ok = ok; result.textContent = words; };
    try {
      const answer = await fetch(button.dataset.check);
      if (!answer.ok) throw new Error(String(answer.status));
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
      const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      if (hex === button.dataset.digest) say("yes", "● 指纹一致：内容与公开日志里记的相同。");
      else say("no", "▲ 指纹不一致！请保存本页并告诉我们和您信任的人。");
    } catch {
      say("no", "▲ 没有取到日志里的内容，请稍后再试，或取走回执核对。");
    }
  });
}

// A form that is worth some work: who does it sends in the quick lane. Without script, or over plain HTTP, the slow lane is open.
for (const form of document.querySelectorAll("form[data-work]")) {
  const bits = Number(form.dataset.work);
  const enough = (digest) => ((digest[0] << 8) | digest[1]) >>> (16 - bits) === 0;
  form.addEventListener("focusin", async () => {
    if (!globalThis.crypto?.subtle) return;
    const text = new TextEncoder();
    for (let n = 0; n < 2 ** 22; n += 1) {
      const bytes = text.encode(`${form.elements.once.value}:${n}`);
      if (enough(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))) {
        form.elements.work.value = String(n);
        return;
      }
    }
  }, { once: true });
}

// An error summary takes the focus, so that screen readers read it first.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
