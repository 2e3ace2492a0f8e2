// Search and completions as one types, older articles on scroll, what is new. Without it every page works by its links and forms.
"use strict";
(() => {
  const box = document.querySelector("input[data-search]");
  const content = document.getElementById("content");
  const status = document.getElementById("status");
  if (!box || !content) return;
  const homeAddress = location.href;
  const homeTitle = document.title;
  const name = homeTitle.split(" · ").at(-1);
  const onSearch = location.pathname === new URL(box.dataset.search, location.href).pathname;

  const fragment = async (address, signal) => {
    const response = await fetch(address, { headers: { "X-Part": "1" }, signal });
    if (!response.ok && response.status !== 429 && response.status !== 503) throw new Error(String(response.status));
    return response.text();
  };

  // Times in the browser's zone, named as the page names the source's, which stays as a hint

  const zoneOf = (moment) => {
    const minutes = -moment.getTimezoneOffset();
    const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
    return minutes ? `UTC${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}` : "UTC";
  };
  const local = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }); // 2025-09-26 00:35
  const showLocalTimes = () => {
    for (const time of content.querySelectorAll('time[datetime*="T"]:not([title])')) {
      const moment = new Date(time.dateTime);
      time.title = time.textContent;
      time.textContent = `${local.format(moment)} ${zoneOf(moment)}`;
    }
  };
  showLocalTimes();

  // What came since the last visit: kept in this browser alone

  const markNew = () => {
    const list = document.querySelector("#list[data-newest]");
    const line = document.getElementById("new-count");
    if (!list?.dataset.newest || !line) return;
    const key = `latepost-newest:${line.dataset.source}`;
    let before;
    try {
      before = sessionStorage.getItem(key) ?? localStorage.getItem(key);
      sessionStorage.setItem(key, before ?? list.dataset.newest);
      localStorage.setItem(key, list.dataset.newest);
    } catch { return; } // a browser that keeps nothing
    if (!before) return;
    const fresh = [...list.children].filter((card) => Date.parse(card.dataset.published) > Date.parse(before));
    for (const card of fresh) {
      const badge = document.createElement("span");
      badge.className = "new";
      badge.textContent = line.dataset.new;
      card.querySelector(".about")?.prepend(badge, " ");
    }
    line.textContent = (fresh.length === 1 ? line.dataset.one : line.dataset.many).replace("{count}", fresh.length);
    line.hidden = !fresh.length;
  };
  markNew();
  const home = content.innerHTML;

  // Search

  let shown = location.pathname;
  let running = null;
  let timer = 0;

  const address = (base, words) => {
    const to = new URL(base, location.href);
    for (const filter of document.querySelectorAll(".filters select, .filters input[type=date]")) {
      if (filter.value) to.searchParams.set(filter.name, filter.value);
    }
    to.searchParams.set("q", words);
    return to;
  };

  // The page as it is now, in the address, the title and the way back; the contents of an article go with it.
  const at = (to, title) => {
    const path = new URL(to, location.href).pathname;
    const leaves = path !== shown && shown === new URL(homeAddress).pathname;
    history[leaves ? "pushState" : "replaceState"](null, "", to);
    shown = path;
    document.title = title;
    document.querySelector(".contents")?.toggleAttribute("hidden", to !== homeAddress);
    document.querySelector(".columns").classList.toggle("with-results", to !== homeAddress || onSearch);
  };
  window.addEventListener("popstate", () => { if (location.pathname !== shown) location.reload(); });

  const show = async () => {
    const words = box.value.trim();
    running?.abort();
    if (!words) {
      if (!onSearch) {
        content.innerHTML = home;
        at(homeAddress, homeTitle);
        olderOnScroll();
      }
      return;
    }
    running = new AbortController();
    content.setAttribute("aria-busy", "true");
    try {
      const to = address(box.dataset.search, words);
      const html = await fragment(to, running.signal);
      const filters = content.querySelector(".filters");
      content.innerHTML = html;
      showLocalTimes();
      if (filters) {
        content.querySelector(".filters")?.replaceWith(filters);
        const question = filters.querySelector("#filtered-q");
        if (question) question.value = words;
      }
      at(to, `${words} · ${name}`);
      status.textContent = content.querySelector("[data-status]")?.dataset.status ?? content.querySelector("h1")?.textContent ?? "";
      content.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") content.removeAttribute("aria-busy");
    }
  };

  // Completions: a combobox with a list (w3.org/WAI/ARIA/apg/patterns/combobox)

  const list = document.getElementById("completions");
  let completing = null;
  let completionTimer = 0;
  let chosen = -1;
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  const close = () => {
    completing?.abort();
    clearTimeout(completionTimer);
    chosen = -1;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const options = [...list.children];
    chosen = (number + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    close();
    if (!option.dataset.words) { location.assign(option.href); return; }
    box.value = option.dataset.words;
    box.focus();
    show();
  };
  const complete = async () => {
    const words = box.value;
    completing?.abort();
    if (!words.trim()) { close(); return; }
    completing = new AbortController();
    try {
      const response = await fetch(address(box.dataset.complete, words), { signal: completing.signal });
      if (!response.ok) { close(); return; } // too much at once: the search itself says so
      list.innerHTML = await response.text();
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
      list.hidden = !list.children.length || document.activeElement !== box;
      box.setAttribute("aria-expanded", String(!list.hidden));
    } catch (error) { if (error.name !== "AbortError") close(); }
  };
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    take(option);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen]); }
  });
  box.form.addEventListener("submit", close);

  let composing = false; // pinyin that is still being typed is no question yet
  box.addEventListener("compositionstart", () => { composing = true; });
  box.addEventListener("compositionend", () => { composing = false; soon(); });
  const soon = () => {
    clearTimeout(timer);
    clearTimeout(completionTimer);
    completionTimer = setTimeout(complete, 60);
    timer = setTimeout(show, 180);
  };
  box.addEventListener("input", () => { if (!composing) soon(); });
  content.addEventListener("change", (event) => { if (event.target.closest(".filters") && box.value.trim()) show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) { event.preventDefault(); box.focus(); box.select(); }
  });

  // Older articles

  const olderOnScroll = () => {
    const link = document.getElementById("older");
    if (!link || !("IntersectionObserver" in window)) return;
    const watcher = new IntersectionObserver(async (seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      const label = link.textContent;
      link.textContent = link.dataset.loading;
      try {
        const page = document.createElement("template");
        page.innerHTML = await fragment(link.href);
        if (!link.isConnected) return;
        document.getElementById("list").append(...page.content.querySelectorAll("#list > *"));
        showLocalTimes();
        const next = page.content.querySelector(".more");
        link.closest(".more").replaceWith(...(next ? [next] : []));
        olderOnScroll();
      } catch { link.textContent = label; }
    }, { rootMargin: "600px" });
    watcher.observe(link);
  };
  olderOnScroll();

  // Copying the page's document; browsers have a clipboard for pages on this machine and those over HTTPS

  if (navigator.clipboard?.write && "ClipboardItem" in window) document.documentElement.classList.add("copies");
  content.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const text = fetch(button.dataset.document).then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.blob();
    }).then((blob) => blob.slice(0, blob.size, "text/plain"));
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]); // asked for within the click
      button.textContent = status.textContent = button.dataset.copied;
    } catch { location.assign(button.dataset.document); }
  });
})();
