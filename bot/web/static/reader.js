// Search as one types, and older articles on scroll. Without it every page works by its links and forms.
"use strict";
(() => {
  const box = document.querySelector("input[data-search]");
  const content = document.getElementById("content");
  const status = document.getElementById("status");
  if (!box || !content) return;
  const home = content.innerHTML;
  const homeAddress = location.href;
  const homeTitle = document.title;
  const name = homeTitle.split(" · ").at(-1);
  let shown = location.pathname;
  const onSearch = location.pathname === new URL(box.dataset.search, location.href).pathname;
  let running = null;
  let timer = 0;

  const fragment = async (address, signal) => {
    const answer = await fetch(address, { headers: { "X-Part": "1" }, signal });
    if (!answer.ok && answer.status !== 429 && answer.status !== 503) throw new Error(String(answer.status));
    return answer.text();
  };

  const address = (words) => {
    const to = new URL(box.dataset.search, location.href);
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
      const to = address(words);
      const html = await fragment(to, running.signal);
      const filters = content.querySelector(".filters");
      content.innerHTML = html;
      if (filters) {
        content.querySelector(".filters")?.replaceWith(filters);
        const held = filters.querySelector("#filtered-q");
        if (held) held.value = words;
      }
      at(to, `${words} · ${name}`);
      status.textContent = content.querySelector("[data-said]")?.dataset.said ?? content.querySelector("h1")?.textContent ?? "";
      content.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") content.removeAttribute("aria-busy");
    }
  };

  let composing = false; // pinyin that is still being typed is no question yet
  box.addEventListener("compositionstart", () => { composing = true; });
  box.addEventListener("compositionend", () => { composing = false; soon(); });
  const soon = () => { clearTimeout(timer); timer = setTimeout(show, 180); };
  box.addEventListener("input", () => { if (!composing) soon(); });
  content.addEventListener("change", (event) => { if (event.target.closest(".filters") && box.value.trim()) show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) { event.preventDefault(); box.focus(); box.select(); }
  });

  const olderOnScroll = () => {
    const link = document.getElementById("older");
    if (!link || !("IntersectionObserver" in window)) return;
    const watcher = new IntersectionObserver(async (seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watcher.disconnect();
      const label = link.textContent;
      link.textContent = link.dataset.loading;
      try {
        const page = document.createElement("template");
        page.innerHTML = await fragment(link.href);
        if (!link.isConnected) return;
        document.getElementById("list").append(...page.content.querySelectorAll("#list > *"));
        const next = page.content.querySelector(".more");
        link.closest(".more").replaceWith(...(next ? [next] : []));
        olderOnScroll();
      } catch { link.textContent = label; }
    }, { rootMargin: "600px" });
    watcher.observe(link);
  };
  olderOnScroll();
})();
