// The window: events as they come, threads at the side, what Slack would receive.
"use strict";
(() => {
  const body = document.body;
  const me = body.dataset.me;
  const main = document.getElementById("messages");
  const thread = document.getElementById("thread");
  const scroller = document.getElementById("scroll");

  const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const toEnd = (box) => { if (box) box.scrollTop = box.scrollHeight; };
  const fragment = (html) => { const made = document.createElement("template"); made.innerHTML = html.trim(); return made.content.firstElementChild; };

  // A menu stands above all that scrolls, as near to its button as the window has room.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.menu[open]")) return;
    const list = event.target.querySelector(".menu-list");
    const button = event.target.querySelector("summary").getBoundingClientRect();
    const fits = button.bottom + list.offsetHeight <= window.innerHeight - 8;
    list.style.top = `${Math.max(8, fits ? button.bottom : button.top - list.offsetHeight)}px`;
    list.style.left = `${Math.max(8, Math.min(button.left, window.innerWidth - list.offsetWidth - 8))}px`;
  }, true);
  const closeMenus = () => { for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false; };
  document.addEventListener("scroll", closeMenus, true);
  window.addEventListener("resize", closeMenus);

  // Messages

  const place = (list, event) => {
    if (!list || list.dataset.channel !== event.channel) return;
    const made = fragment(event.html);
    const there = list.querySelector(`[data-ts="${CSS.escape(event.ts)}"]`);
    const box = list.closest(".scroll");
    const follow = atEnd(box) || event.user === body.dataset.meId;
    localTimes(made);
    if (there) {
      const pressed = [...there.querySelectorAll(".bk-thumb[aria-pressed=true]")].map((thumb) => thumb.dataset.value);
      there.replaceWith(made);
      for (const thumb of made.querySelectorAll(".bk-thumb")) if (pressed.includes(thumb.dataset.value)) thumb.setAttribute("aria-pressed", "true");
    } else if (event.is_new) {
      const later = [...list.children].find((message) => Number(message.dataset.ts) > Number(event.ts));
      if (later) later.before(made); else list.append(made);
    } else return;
    document.getElementById("empty")?.setAttribute("hidden", "");
    Face.receive(made);
    if (follow) toEnd(box);
  };

  // Times are those of this browser's zone, whatever the server took it for.
  const localTimes = (root) => {
    for (const time of root.querySelectorAll(".message-head time, .replies time")) {
      const moment = new Date(time.dateTime);
      time.textContent = `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
    }
  };
  localTimes(document);

  const unread = (channel) => {
    const link = document.querySelector(`.side [data-place="${CSS.escape(channel)}"]`);
    if (link && channel !== body.dataset.channel) { link.classList.add("has-news"); link.querySelector(".unread").hidden = false; }
  };

  const threadList = () => thread.querySelector("ol.messages");

  const on = {
    message(event) {
      if (event.thread) {
        const list = threadList();
        if (list?.dataset.thread === event.thread) place(list, event);
      } else place(main, event);
      if (event.is_new && event.user !== body.dataset.meId) unread(event.channel);
      if (event.is_new) for (const line of document.querySelectorAll("#bot-status, #thread-status")) line.textContent = "";
    },
    gone(event) { for (const message of document.querySelectorAll(`.message[data-ts="${CSS.escape(event.ts)}"]`)) message.remove(); },
    modal(event) { Face.modal(event.html); },
    home(event) {
      const box = document.getElementById("home");
      if (box) { box.innerHTML = event.html; Face.receive(box); }
    },
    prompts(event) {
      const box = document.getElementById("prompts");
      if (!box) return;
      box.querySelector(".prompt-list").replaceChildren(...event.prompts.map((prompt) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "prompt";
        button.dataset.message = prompt.message;
        button.textContent = prompt.title;
        return button;
      }));
      box.hidden = !event.prompts.length;
    },
    status(event) {
      const text = event.text ? `${body.dataset.bot} ${event.text}` : "";
      if (event.channel === body.dataset.channel) document.getElementById("bot-status").textContent = text;
      const line = document.getElementById("thread-status");
      if (line && threadList()?.dataset.thread === event.thread) line.textContent = text;
    },
    joined(event) { if (event.channel === body.dataset.channel) document.getElementById("not-in")?.remove(); },
    warning(event) {
      const box = document.getElementById("warnings");
      const line = document.createElement("li");
      line.textContent = event.text;
      box.querySelector("ul").append(line);
      box.hidden = false;
    },
  };

  let stream;
  let last = body.dataset.after;
  const listen = () => {
    stream = new EventSource(`/try/${me}/events?after=${last}`);
    stream.onopen = () => body.classList.remove("is-lost");
    stream.onmessage = (event) => {
      last = event.lastEventId;
      const change = JSON.parse(event.data);
      on[change.kind]?.(change);
    };
    stream.onerror = () => {
      body.classList.add("is-lost");
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000); // the workspace was started anew
    };
  };
  listen();
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.getElementById("close-warnings").addEventListener("click", () => {
    sessionStorage.setItem("latepost-dismissed", JSON.stringify([...warnings.querySelectorAll("li")].map((line) => line.textContent)));
    warnings.hidden = true;
  });
  const dismissed = JSON.parse(sessionStorage.getItem("latepost-dismissed") ?? "[]");
  const warnings = document.getElementById("warnings");
  warnings.hidden ||= [...warnings.querySelectorAll("li")].every((line) => dismissed.includes(line.textContent));

  // Threads

  const openThread = async (ts, remember) => {
    const answer = await fetch(`/try/${me}/thread?channel=${body.dataset.channel}&ts=${ts}`);
    if (!answer.ok) { Face.toast(await answer.text()); return; }
    thread.innerHTML = await answer.text();
    thread.hidden = false;
    body.classList.add("with-thread");
    body.dataset.thread = ts;
    localTimes(thread);
    Face.composers(thread);
    Face.receive(thread);
    if (remember) history.pushState({ ts }, "", `?thread=${ts}`);
    thread.querySelector("textarea").focus();
  };
  const closeThread = (remember) => {
    const ts = body.dataset.thread;
    thread.hidden = true;
    thread.replaceChildren();
    body.classList.remove("with-thread");
    body.dataset.thread = "";
    if (remember) history.pushState({}, "", location.pathname);
    document.querySelector(`#messages [data-open-thread="${CSS.escape(ts)}"]`)?.focus();
  };

  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-open-thread]");
    if (open && !event.metaKey && !event.ctrlKey) { event.preventDefault(); openThread(open.dataset.openThread, true); return; }
    if (event.target.closest("#close-thread")) { event.preventDefault(); closeThread(true); return; }
    const shortcut = event.target.closest("[data-shortcut]");
    if (shortcut) {
      const message = shortcut.closest(".message");
      shortcut.closest("details").open = false;
      const values = { callback: shortcut.dataset.shortcut, ...(message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {}) };
      Face.post("shortcut", values).catch((error) => Face.toast(error.message));
      return;
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("#modal form")) return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (body.dataset.thread) closeThread(true);
  });
  window.addEventListener("popstate", () => {
    const ts = new URLSearchParams(location.search).get("thread");
    if (ts) openThread(ts, false); else if (body.dataset.thread) closeThread(false);
  });

  // What Slack would receive

  const key = "latepost-received";
  const toggle = document.getElementById("received");
  const isOn = () => toggle.getAttribute("aria-checked") === "true";
  Face.receive = (root) => {
    if (!isOn()) return;
    for (const box of root.querySelectorAll(".received")) load(box);
  };
  const load = async (box) => {
    const from = box.closest("[data-source]");
    const asked = from.dataset.source === "view" ? `view=${from.dataset.view}` : `channel=${from.dataset.channel}&ts=${from.dataset.ts}`;
    const answer = await fetch(`/try/${me}/received?${asked}`);
    box.innerHTML = answer.ok ? await answer.text() : "";
    box.hidden = !answer.ok;
  };
  const setReceived = (state) => {
    toggle.setAttribute("aria-checked", String(state));
    body.classList.toggle("with-received", state);
    if (state) Face.receive(document); else for (const box of document.querySelectorAll(".received")) { box.hidden = true; box.replaceChildren(); }
  };
  toggle.addEventListener("click", () => { setReceived(!isOn()); sessionStorage.setItem(key, isOn() ? "1" : ""); });
  setReceived(sessionStorage.getItem(key) === "1");

  // The person: zone and language of this browser; what the app is told when one looks at it

  const menu = document.getElementById("menu-button");
  menu.addEventListener("click", () => { menu.setAttribute("aria-expanded", String(body.classList.toggle("with-menu"))); });
  document.getElementById("language").addEventListener("change", async (event) => {
    await Face.post("me", { language: event.target.value });
    await Face.post("home", { tab: "messages" });
    location.reload();
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const greet = async () => {
    await Face.post("me", { zone });
    if (document.getElementById("home")) await Face.post("home", { tab: "home" });
    else await Face.post("home", { tab: "messages" });
  };
  greet().catch((error) => Face.toast(error.message));
  toEnd(scroller);
  document.getElementById("box")?.focus({ preventScroll: true });
})();
