// What a person does with buttons, menus, fields and modals. Everything is sent as the elements' own ids say.
"use strict";
const Face = {};
(() => {
  const body = document.body;

  Face.post = async (doing, values) => {
    let answer;
    try {
      answer = await fetch(`/try/${body.dataset.me}/do/${doing}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values),
      });
    } catch { throw new Error(body.dataset.lost); }
    const result = await answer.json().catch(() => ({ error: String(answer.status) }));
    if (!answer.ok) throw new Error(result.error ?? String(answer.status));
    return result;
  };

  Face.toast = (text) => {
    const box = document.createElement("p");
    box.className = "toast";
    box.textContent = text;
    document.getElementById("toasts").append(box);
    setTimeout(() => box.remove(), 6000);
  };

  const source = (element) => {
    const from = element.closest("[data-source]");
    return from.dataset.source === "view"
      ? { view: from.dataset.view }
      : { channel: from.dataset.channel, ts: from.dataset.ts };
  };

  const confirmed = (element) => new Promise((resolve) => {
    if (!element.dataset.confirm) { resolve(true); return; }
    const asked = JSON.parse(element.dataset.confirm);
    const dialog = document.getElementById("confirm");
    const [deny, confirm] = dialog.querySelectorAll("button");
    dialog.querySelector("h2").textContent = asked.title?.text ?? "";
    dialog.querySelector("p").textContent = asked.text?.text ?? "";
    deny.textContent = asked.deny?.text ?? body.dataset.cancel;
    confirm.textContent = asked.confirm?.text ?? body.dataset.confirm;
    confirm.classList.toggle("danger", asked.style === "danger");
    const end = (agreed) => { dialog.close(); resolve(agreed); };
    deny.onclick = () => end(false);
    confirm.onclick = () => end(true);
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });

  const act = async (element, value) => {
    if (!(await confirmed(element))) return false;
    element.setAttribute("aria-busy", "true");
    try {
      await Face.post("act", { ...source(element), values: filled(element.closest("[data-source=view]")), block: element.dataset.block, action: element.dataset.action, value });
      return true;
    } catch (error) {
      Face.toast(error.message);
      return false;
    } finally {
      element.removeAttribute("aria-busy");
    }
  };

  // What a field holds, as the server takes it.
  const valueOf = (field) => {
    if (field.classList.contains("bk-choices")) {
      const ticked = [...field.querySelectorAll("input:checked")].map((box) => box.value);
      return field.dataset.kind === "radio_buttons" ? ticked[0] ?? null : ticked;
    }
    if (field.dataset.kind === "external_select") return field.dataset.chosen ? JSON.parse(field.dataset.chosen) : null;
    if (field.dataset.kind === "datetimepicker") return field.value ? Math.floor(new Date(field.value).getTime() / 1000) : null;
    return field.value;
  };

  // Everything that is filled in: Slack tells it with every action in a modal or on Home.
  const filled = (view) => {
    const values = {};
    for (const input of view?.querySelectorAll("[data-input]") ?? []) {
      const field = input.querySelector("[data-action]");
      if (field) values[input.dataset.input] = valueOf(field);
    }
    return values;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action], a[data-action]");
    if (button) {
      act(button, button.dataset.value ?? null).then((done) => {
        if (done && button.classList.contains("bk-thumb")) {
          for (const thumb of button.parentElement.children) thumb.setAttribute("aria-pressed", String(thumb === button));
        }
      });
      return;
    }
    if (event.target.closest("[data-close]")) close(false);
  });

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-action]");
    if (!field || field.tagName === "BUTTON" || field.tagName === "A") return;
    if (field.dataset.kind === "external_select") { choose(field); return; }
    if (field.hasAttribute("data-sends") && field.matches("select, .bk-choices, .bk-moment")) {
      act(field, valueOf(field)).then(() => { if (field.dataset.kind === "overflow") field.value = ""; });
    }
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("[data-action].bk-text");
    if (!field || event.key !== "Enter" || event.isComposing || field.tagName === "TEXTAREA") return;
    if (field.hasAttribute("data-sends") && (field.dataset.on ?? "").includes("on_enter_pressed")) {
      event.preventDefault();
      act(field, field.value);
    }
  });

  let typing = 0;
  document.addEventListener("input", (event) => {
    const field = event.target;
    const wrong = field.closest?.("[data-input]")?.querySelector(".bk-error");
    if (wrong) { wrong.hidden = true; field.removeAttribute("aria-invalid"); }
    if (field.dataset?.kind === "external_select") { clearTimeout(typing); typing = setTimeout(() => suggest(field), 200); }
    if (field.dataset?.kind?.endsWith("_input") && field.hasAttribute("data-sends") && field.dataset.on?.includes("on_character_entered")) {
      clearTimeout(typing);
      typing = setTimeout(() => act(field, field.value), 300);
    }
  });

  const suggest = async (field) => {
    if (field.value.length < Number(field.dataset.least ?? 3) || choose(field)) return;
    try {
      const response = await Face.post("suggest", { ...source(field), block: field.dataset.block, action: field.dataset.action, typed: field.value });
      const list = document.getElementById(field.getAttribute("list"));
      list.replaceChildren(...response.options.map((offered) => {
        const option = document.createElement("option");
        option.value = offered.text.text;
        option.dataset.option = JSON.stringify(offered);
        return option;
      }));
      choose(field);
    } catch (error) { Face.toast(error.message); }
  };

  const choose = (field) => {
    const list = document.getElementById(field.getAttribute("list"));
    const option = [...list.children].find((option) => option.value === field.value);
    const before = field.dataset.chosen;
    if (option) field.dataset.chosen = option.dataset.option; else delete field.dataset.chosen;
    if (option && field.hasAttribute("data-sends") && before !== field.dataset.chosen) act(field, valueOf(field));
    return Boolean(option);
  };

  // Modals

  const layer = document.getElementById("modal");
  let back = null;

  Face.modal = (html) => {
    const before = layer.querySelector("form")?.dataset.view;
    const focused = document.activeElement?.id;
    const top = layer.querySelector(".modal-main")?.scrollTop ?? 0;
    if (html && !layer.firstElementChild) back = document.activeElement;
    layer.innerHTML = html ?? "";
    const form = layer.querySelector("form");
    document.querySelector(".work").inert = Boolean(form);
    document.querySelector(".bar").inert = false;
    if (!form) {
      if (back?.isConnected) back.focus();
      back = null;
      return;
    }
    const same = form.dataset.view === before;
    if (same) form.querySelector(".modal-main").scrollTop = 0;
    const again = same && focused && document.getElementById(focused);
    (again || form.querySelector("[autofocus]") || form.querySelector("#modal-title")).focus({ preventScroll: !again });
    if (again) form.querySelector(".modal-main").scrollTop = top;
    Face.receive?.(form);
  };

  const close = async (everything) => {
    const form = layer.querySelector("form");
    if (!form) return;
    try { await Face.post("close", { view: form.dataset.view, everything }); } catch (error) { Face.toast(error.message); Face.modal(null); }
  };

  document.addEventListener("keydown", (event) => {
    const form = layer.querySelector("form");
    if (!form) return;
    if (event.key === "Escape" && !document.getElementById("confirm").open) { event.preventDefault(); close(false); }
    if (event.key !== "Tab") return;
    const stops = [...form.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((stop) => !stop.disabled && stop.offsetParent);
    const [first, last] = [stops[0], stops.at(-1)];
    if (event.shiftKey && (document.activeElement === first || document.activeElement.id === "modal-title")) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  });

  const wrong = (form, errors) => {
    let first = null;
    for (const [block, text] of Object.entries(errors)) {
      const box = form.querySelector(`[data-input="${CSS.escape(block)}"]`);
      const line = box?.querySelector(".bk-error");
      if (!line) continue;
      line.textContent = text;
      line.hidden = false;
      const field = box.querySelector("input, select, textarea");
      field?.setAttribute("aria-invalid", "true");
      first ??= field;
    }
    first?.focus();
    return first !== null;
  };

  layer.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const values = filled(form);
    const empty = [...form.querySelectorAll("[data-input] [required]")].find((field) => !field.checkValidity());
    if (empty) { wrong(form, { [empty.closest("[data-input]").dataset.input]: empty.validationMessage }); return; }
    const message = form.querySelector(".modal-error");
    message.hidden = true;
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const response = await Face.post("submit", { view: form.dataset.view, values });
      wrong(form, response.errors ?? {});
    } catch (error) {
      message.textContent = error.message;
      message.hidden = false;
    } finally { button.disabled = false; }
  });

  if (layer.querySelector("form")) document.querySelector(".work").inert = true;
})();
