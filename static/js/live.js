// Keeps the live part of a page current: a nudge over Socket.IO or a slow poll makes it fetch itself. Changes are held
// back while somebody works inside a list, so that no row moves under a pointer or away from the keyboard.
(() => {
  "use strict";
  const POLL = 10_000;
  // A poll that is not answered within 5 s counts as one that failed.
  const LOST = POLL + 5_000;
  const root = () => document.querySelector("[data-live]");
  const state = document.getElementById("live_state");
  const changes = document.getElementById("changes");
  const pointerCanHover = matchMedia("(hover: hover)").matches;
  let etag = null;
  let connected = false;
  let heard = Date.now();
  let failed = false;
  // When this page itself changed what it shows: a look that began before then does not show it.
  let forced = 0;
  let begun = 0;
  const force = () => { forced = performance.now(); };

  const version = (element) => Number(element.dataset.version);
  const isRefresh = (detail) => detail.elt === root() && detail.requestConfig.verb === "get";
  const isSignedOut = () => "signedOut" in document.body.dataset;
  const refresh = () => isSignedOut() || htmx.trigger(root(), "refresh");

  const isHeld = () => {
    if (forced) return false;
    if (root().querySelector("details.more[open]")) return true;
    if (pointerCanHover && root().querySelector("[data-hold]:hover")) return true;
    const focused = document.activeElement;
    return Boolean(focused && focused.closest("[data-hold]") && focused.matches(":focus-visible"));
  };

  const showHeld = (count) => {
    changes.hidden = count === 0;
    const words = count === 1 ? changes.dataset.one : changes.dataset.many;
    changes.textContent = words.replace("{count}", String(count));
  };

  // A booking that was taken back or cancelled is no more what the form says it booked, and nobody prints its slip.
  // One for another day never stands in these lists.
  const forget = () => {
    const card = document.querySelector("[data-booked]");
    if (!card || card.contains(document.activeElement)) return;
    const row = document.getElementById(card.dataset.booked);
    if (row) {
      card.dataset.stood = "";
      forgetPlace(card, row.closest(".elsewhere") ? "waiting" : "queue");
    } else if ("stood" in card.dataset) card.remove();
  };

  // Whoever waited may have got a place since, and whoever had one may have lost it.
  const forgetPlace = (card, now) => {
    for (const words of card.querySelectorAll("[data-place]")) if (words.dataset.place !== now) words.remove();
    card.classList.toggle("alert-warning", now === "waiting");
    card.classList.toggle("alert-success", now !== "waiting");
  };
  // Whoever was given another place and lost it again is not said to be there.
  const forgetMoved = () => {
    const words = document.querySelector("[data-moved]");
    const row = words && document.getElementById(words.dataset.moved);
    if (!words) return;
    if (!row || !row.closest(".elsewhere")) words.dataset.stood = "";
    else if ("stood" in words.dataset) words.remove();
  };
  document.addEventListener("htmx:afterSettle", () => {
    forget();
    forgetMoved();
  });

  // What this page itself changed is shown at once, wherever pointer and focus are.
  document.body.addEventListener("queue-changed", force);

  const lookAgain = (detail) => {
    detail.shouldSwap = false;
    force();
    refresh();
  };

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt === root() && detail.verb === "get" && etag) detail.headers["If-None-Match"] = etag;
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target !== root() || detail.xhr.status !== 200) return;
    // A button that was taken away before its answer came cannot say any more how that is drawn.
    if (!detail.requestConfig.elt.isConnected) return lookAgain(detail);
    const fresh = new DOMParser().parseFromString(detail.xhr.responseText, "text/html").querySelector("[data-live]");
    if (!fresh) return (detail.shouldSwap = false);
    const ahead = fresh.dataset.day === root().dataset.day ? version(fresh) - version(root()) : 1;
    const hold = isRefresh(detail) && ahead >= 0 && isHeld();
    // The booking form hears of it also while the list is held.
    if (ahead >= 0) document.dispatchEvent(new CustomEvent("fresh", { detail: fresh }));
    if (ahead < 0 || hold) detail.shouldSwap = false;
    else etag = isRefresh(detail) ? detail.xhr.getResponseHeader("ETag") : null;
    showHeld(hold ? ahead : 0);
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const answered = detail.xhr.status >= 200 && detail.xhr.status < 400;
    if (answered) heard = Date.now();
    if (answered || isRefresh(detail)) failed = !answered;
    if (isRefresh(detail) && forced <= begun) forced = 0;
    tell();
  });

  const release = () => setTimeout(() => {
    if (!changes.hidden && !isHeld()) refresh();
  }, 300);
  document.addEventListener("pointerout", release);
  document.addEventListener("focusout", release);
  changes.addEventListener("click", () => {
    force();
    refresh();
  });

  // A menu that was opened after the page asked for its news is not what the news is about: it stays open. A section
  // that the user opened or closed stays as it was.
  let asked = 0;
  const opened = new WeakMap();
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    asked = performance.now();
    if (isRefresh(detail)) begun = asked;
  });
  document.addEventListener("toggle", ({ target }) => opened.set(target, performance.now()), true);
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, menu) =>
    !(name === "open" && ("keepsOpen" in menu.dataset || (menu.open && opened.get(menu) > asked)));

  // One open menu at a time, closed by Escape or a press elsewhere.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.more[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", ({ target }) => closeMenus(target.closest("details.more")));
  // A menu that opens at the lower edge of the window would hide most of what it offers below it.
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches("details.more[open]")) target.lastElementChild.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    const menu = target.closest("details.more[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  const tell = () => {
    const lost = isSignedOut() || failed || Date.now() - heard > LOST;
    const now = lost ? "lost" : connected ? "live" : "polling";
    if (state.dataset.state === now) return;
    state.dataset.state = now;
    // As every other time on the page, whatever the device's own zone and habits are.
    const wall = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root().dataset.zone };
    state.querySelector("time").textContent = new Date(heard).toLocaleTimeString("en-GB", wall);
  };

  const socket = io({ transports: ["websocket"], reconnectionDelayMax: 30_000 });
  socket.on("connect", () => {
    connected = true;
    refresh();
  });
  socket.on("disconnect", () => {
    connected = false;
    tell();
    // Whether the server is still there is known by the next answer, not by the next poll.
    refresh();
  });
  // A page about every queue hears of each change: several within a second cost one look.
  let soon = null;
  const refreshSoon = () => {
    soon ??= setTimeout(() => {
      soon = null;
      refresh();
    }, 1_000);
  };
  socket.on("changed", (nudge) => {
    const here = root().dataset;
    if (here.queue === "*") refreshSoon();
    else if (nudge.queue === here.queue && nudge.version > Number(here.version)) refresh();
  });
  socket.on("signed-out", () => {
    socket.disconnect();
    document.body.dispatchEvent(new Event("session-look"));
  });
  document.body.addEventListener("session-back", () => socket.connect());

  setInterval(() => {
    if (!document.hidden) refresh();
  }, POLL);
  setInterval(tell, 1_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
  });
  for (const kind of ["online", "offline"]) window.addEventListener(kind, refresh);
})();
