// Attachments: dropped or chosen, several at once, in pieces, with progress. What a lost connection broke off goes on by
// itself; after a reload it goes on when the same file is chosen again. The form works without this file.
"use strict";

(() => {
  const form = document.getElementById("attach");
  const files = document.getElementById("files");
  if (!form || !files) return;
  const PIECE = 512 * 1024;
  const RETRY = 3000;
  const input = form.querySelector("input[type=file]");
  const token = form.elements.token.value;
  const address = form.action.replace(/\/attach$/, "/uploads");
  const waiting = [];
  let busy = false;

  const drop = Object.assign(document.createElement("div"), { className: "drop" });
  drop.append(Object.assign(document.createElement("p"), { textContent: "也可以把文件拖到这里，一次可以放几个。" }));
  const list = Object.assign(document.createElement("ul"), { className: "plain-list uploads" });
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.className = "hidden";
  drop.append(list, told);
  input.multiple = true;
  input.required = false;
  form.querySelector("button[type=submit]").before(drop);

  /** A line of the list: name, bar, what is happening, and how to stop it. */
  function line(file) {
    const row = document.createElement("li");
    const bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    bar.setAttribute("aria-label", `${file.name} 上传进度`);
    const words = Object.assign(document.createElement("span"), { textContent: "等待上传" });
    const stop = Object.assign(document.createElement("button"), { type: "button", className: "second small", textContent: "取消" });
    stop.append(Object.assign(document.createElement("span"), { className: "hidden", textContent: ` ${file.name}` }));
    row.append(Object.assign(document.createElement("strong"), { textContent: file.name }), " ", bar, " ", words, " ", stop);
    list.append(row);
    return { row, bar, words, stop };
  }

  const percent = (here, file) => `${Math.floor((here / Math.max(file.size, 1)) * 100)}%`;
  const pause = () => new Promise((go) => {
    const done = () => { window.removeEventListener("online", done); go(); };
    window.addEventListener("online", done);
    setTimeout(done, RETRY);
  });
  /** An answer, or null where the network is away or the server cannot say. */
  async function ask(where, options) {
    try {
      const answer = await fetch(where, { redirect: "manual", signal: AbortSignal.timeout(60000), ...options });
      return answer.status >= 500 || answer.status === 429 ? null : answer;
    } catch {
      return null;
    }
  }

  /** Ends with the words for the list. */
  async function send(file, { bar, words }, run) {
    const away = async () => { words.textContent = "网络断开，恢复后接着上传"; await pause(); };
    let begun = null;
    while (!begun) {
      if (run.stopped) return "已取消";
      const body = new URLSearchParams({ token, name: file.name, size: String(file.size), modified: String(file.lastModified) });
      const answer = await ask(address, { method: "POST", body });
      if (!answer) { await away(); continue; }
      if (answer.status === 422) throw new Error((await answer.json()).refused);
      if (answer.status !== 201) throw new Error("登录已过期，请重新登录后再选这个文件，会接着上传");
      begun = await answer.json();
    }
    run.address = begun.address;
    let here = begun.offset;
    if (here > 0) words.textContent = `接着上次的 ${percent(here, file)} 上传`;
    for (;;) {
      if (run.stopped) return "已取消";
      bar.value = here;
      const headers = { "upload-offset": String(here), "mingjing-token": token, "content-type": "application/partial-upload" };
      const answer = await ask(begun.address, { method: "PATCH", headers, body: file.slice(here, here + PIECE) });
      if (run.stopped) return "已取消";
      if (!answer) {
        await away();
        const now = await ask(begun.address, { method: "HEAD" });
        if (now?.ok) here = Number(now.headers.get("upload-offset"));
        continue;
      }
      if (answer.status === 204 || answer.status === 409) {
        here = Number(answer.headers.get("upload-offset"));
        words.textContent = here < file.size ? `已上传 ${percent(here, file)}` : "正在检查文件";
        continue;
      }
      if (answer.status === 422) throw new Error((await answer.json()).refused);
      if (answer.status === 404) throw new Error("隔得太久，已经上传的部分没有留下，请重新选择这个文件");
      if (!answer.ok) throw new Error("登录已过期，请重新登录后再选这个文件，会接着上传");
      bar.value = file.size;
      show(await answer.json());
      return "已添加";
    }
  }

  /** The files of the draft as they are now; what was ticked stays ticked. */
  function show(answer) {
    const ticked = [...files.querySelectorAll("input:checked")].map((box) => box.value);
    files.innerHTML = answer.files;
    for (const box of files.querySelectorAll("input[type=checkbox]")) box.checked = ticked.includes(box.value);
    document.dispatchEvent(new CustomEvent("draft-attached", { detail: answer }));
  }

  async function next() {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      const { file, shown, run } = waiting.shift();
      let words;
      try {
        words = await send(file, shown, run);
      } catch (error) {
        words = error.message;
        shown.row.classList.add("wrong");
      }
      shown.words.textContent = words;
      shown.stop.remove();
      shown.bar.remove();
      told.textContent = `${file.name}：${words}`;
    }
    busy = false;
  }

  function take(chosen) {
    for (const file of chosen) {
      const shown = line(file);
      const run = { stopped: false, address: "" };
      shown.stop.addEventListener("click", () => {
        run.stopped = true;
        shown.words.textContent = "正在取消";
        if (run.address) ask(run.address, { method: "DELETE", headers: { "mingjing-token": token } });
      });
      waiting.push({ file, shown, run });
    }
    next();
  }

  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button[type=submit]").hidden = true;
  // A file beside the place would otherwise open in the browser, and the page with what was typed would be gone.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  }
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
