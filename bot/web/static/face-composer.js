// The message box: sending, and completing commands and names.
"use strict";
(() => {
  const body = document.body;
  const known = JSON.parse(body.dataset.completions);

  // What could stand where the cursor is: a list of {text, label, about}, `text` being the whole box's new content.
  const offers = (box) => {
    const inThread = Boolean(box.form.dataset.thread);
    const at = box.selectionStart;
    const before = box.value.slice(0, at);
    const behind = box.value.slice(at);
    const command = /^\/[\w-]*$/.exec(before);
    if (command && !inThread) {
      return known.commands.filter(({ name }) => name.startsWith(before)).map(({ name, about }) => ({ text: `${name} ${behind}`, caret: name.length + 1, label: name, about }));
    }
    const using = /^(\/[\w-]+)\s+(\S*)$/.exec(before);
    if (using && !inThread) {
      const of = known.commands.find((command) => command.name === using[1]);
      return (of?.hints ?? []).map((hint) => ({ hint, word: hint.replace(/^\[([\w-]+)\]/, "$1").replace(/[<[].*/, "").trim() }))
        .filter(({ word }) => word && word !== using[2] && word.startsWith(using[2]))
        .map(({ hint, word }) => ({ text: `${using[1]} ${word} ${behind}`, caret: using[1].length + word.length + 2, label: `${using[1]} ${hint}`, about: "" }));
    }
    const name = /(^|\s)@([\w.-]*)$/.exec(before);
    if (name) {
      const head = before.slice(0, before.length - name[2].length - 1);
      return known.names.filter((person) => person.startsWith(name[2])).map((person) => ({ text: `${head}@${person} ${behind}`, caret: head.length + person.length + 2, label: `@${person}`, about: "" }));
    }
    return [];
  };

  const grow = (box) => { box.style.height = ""; box.rows = Math.min(8, box.value.split("\n").length); };

  const set = (form) => {
    const box = form.querySelector("textarea");
    const list = form.querySelector("[role=listbox]");
    const errorLine = form.querySelector(".composer-error");
    let shown = [];
    let chosen = -1;

    const hide = () => { shown = []; chosen = -1; list.hidden = true; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
    const mark = (number) => {
      chosen = (number + shown.length) % shown.length;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
      box.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    };
    const take = (number) => {
      const offer = shown[number];
      box.value = offer.text;
      box.setSelectionRange(offer.caret, offer.caret);
      box.focus();
      show();
    };
    const show = () => {
      shown = offers(box).slice(0, 8);
      if (!shown.length) { hide(); return; }
      list.replaceChildren(...shown.map((offer, number) => {
        const row = document.createElement("div");
        row.id = `${list.id}-${number}`;
        row.setAttribute("role", "option");
        const label = document.createElement("strong");
        label.textContent = offer.label;
        row.append(label, ` ${offer.about}`);
        row.addEventListener("mousedown", (event) => { event.preventDefault(); take(number); });
        return row;
      }));
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      mark(0);
    };

    const send = async () => {
      const text = box.value;
      if (!text.trim()) return;
      box.value = "";
      grow(box);
      hide();
      errorLine.textContent = "";
      try {
        await Face.post("say", { channel: form.dataset.channel, text, thread: form.dataset.thread || null });
      } catch (error) {
        if (!box.value) { box.value = text; grow(box); }
        errorLine.textContent = error.message;
      }
    };

    box.addEventListener("input", () => { errorLine.textContent = ""; grow(box); show(); });
    box.addEventListener("blur", () => setTimeout(hide, 100));
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (!list.hidden && shown.length) {
        if (event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); return; }
        if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); return; }
        if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); hide(); return; }
        const complete = shown[chosen].text.trim() !== box.value.trim();
        if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && complete && !/\s/.test(box.value.trim()))) { event.preventDefault(); take(chosen); return; }
      }
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
    });
    const files = form.querySelector("input[type=file]");
    files?.addEventListener("change", () => {
      const [file] = files.files;
      files.value = "";
      if (!file) return;
      if (file.size > 10_000_000) { errorLine.textContent = files.dataset.tooLarge; return; }
      const reader = new FileReader();
      reader.onload = () => {
        const content = reader.result.slice(reader.result.indexOf(",") + 1);
        Face.post("send", { channel: form.dataset.channel, name: file.name, content }).catch((error) => { errorLine.textContent = error.message; });
      };
      reader.readAsDataURL(file);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  };

  Face.composers = (root) => { for (const form of root.querySelectorAll("form[data-composer]")) set(form); };
  Face.composers(document);

  // An example question: in the bot's own conversation it is sent as it is, in a channel by the command.
  document.addEventListener("click", (event) => {
    const prompt = event.target.closest(".prompt");
    if (!prompt) return;
    const text = body.dataset.isDm === "1" ? prompt.dataset.message : `${known.commands[0]?.name ?? ""} ${prompt.dataset.message}`;
    Face.post("say", { channel: body.dataset.channel, text: text.trim() }).catch((error) => Face.toast(error.message));
  });
})();
