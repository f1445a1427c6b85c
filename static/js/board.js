// Keeps a TV current, or says on its face that it is not. Calls that come together appear one after the other, each
// for its minimum time; the page holds a fixed number of elements, however long it is open.
(() => {
  "use strict";
  const POLL = 5_000;
  const TIMEOUT = 4_000;
  const LATE = 10_000;
  const LOST = 30_000;
  const MINIMUM = 5_000;
  const TURNING = 4_900;
  const RECENT = 60_000;
  const { screen: address, now: serverNow, zone } = document.body.dataset;

  const clock = document.getElementById("clock");
  const liveness = document.getElementById("liveness");
  const calls = document.getElementById("calls");
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });

  let ahead = Date.parse(serverNow) - Date.now();
  let etag = null;
  let contact = Date.now();
  let fetching = false;
  let again = false;
  let known = new Set([...calls.children].map((call) => call.dataset.key));
  let pending = [];
  let shownAt = 0;

  const now = () => Date.now() + ahead;
  const keep = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  // The Date header has whole seconds: half a second more is right on average, and small differences are not followed.
  const follow = (header) => {
    const measured = Date.parse(header) + 500 - Date.now();
    if (Math.abs(measured - ahead) > 2_000) ahead = measured;
  };

  const number = (call) => call.querySelector(".call-number").textContent;
  const isAwaited = (call) => pending.some((next) => number(next) === number(call));

  const take = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    document.getElementById("doctors").replaceWith(fresh.getElementById("doctors"));
    const listed = [...fresh.querySelectorAll(".call")];
    const shown = new Map([...calls.children].map((call) => [call.dataset.key, call]));
    const arrived = listed.filter((call) => !known.has(call.dataset.key)).reverse();
    known = new Set(listed.map((call) => call.dataset.key));
    pending = [...pending.filter((call) => known.has(call.dataset.key)), ...arrived];
    // A number that is called again keeps its place until its turn comes: it must not vanish in between.
    for (const [key, call] of shown) if (!known.has(key) && !isAwaited(call)) call.remove();
    for (const call of listed) {
      const old = shown.get(call.dataset.key);
      if (old) old.classList.toggle("is-finished", call.classList.contains("is-finished"));
    }
    showNext();
  };

  const showNext = () => {
    if (!pending.length || Date.now() - shownAt < MINIMUM) return;
    const call = pending.shift();
    shownAt = Date.now();
    for (const other of calls.querySelectorAll(".is-new")) other.classList.remove("is-new");
    for (const other of [...calls.children]) if (number(other) === number(call)) other.remove();
    call.classList.add("is-new");
    calls.prepend(call);
    setTimeout(() => call.classList.remove("is-new"), TURNING);
    mark();
  };

  const mark = () => {
    for (const call of calls.children) {
      call.classList.toggle("is-recent", now() - Date.parse(call.dataset.calledAt) < RECENT);
    }
  };

  const refresh = async () => {
    if (fetching) return (again = true);
    fetching = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
      if (!answer.ok && answer.status !== 304) return;
      if (answer.ok) {
        take(await answer.text());
        etag = answer.headers.get("ETag");
      }
      follow(answer.headers.get("Date"));
      contact = Date.now();
    } catch {
      // No contact: the face of the board says so by itself.
    } finally {
      fetching = false;
      if (again) setTimeout(refresh);
      again = false;
    }
  };

  const tell = () => {
    const silent = Date.now() - contact;
    const words = silent > LOST ? liveness.dataset.lost : silent > LATE ? liveness.dataset.late : "";
    keep(liveness, words.replace("{time}", time.format(contact + ahead)));
    document.body.classList.toggle("is-lost", silent > LOST);
    keep(clock, time.format(now()));
  };

  const socket = io({ transports: ["websocket"], reconnectionDelayMax: 30_000 });
  socket.on("connect", refresh);
  socket.on("changed", refresh);

  setInterval(refresh, POLL);
  setInterval(() => {
    tell();
    mark();
    showNext();
  }, 500);
  tell();
  mark();
  refresh();
})();
