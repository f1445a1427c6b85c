// Shows every call once, in order, each for its minimum time, and has it announced. What stands on the board is what the
// server says, but for calls whose turn has not come. The list holds a bounded number of elements for ever.
"use strict";
window.opdBoardCalls = ({ list, now, announce, remember, taken }) => {
  const MINIMUM = 5_000;
  const TURNING = 4_900;
  const RECENT = 60_000;
  const PATIENCE = 45_000;
  const MOST = 24;
  let pending = [];
  let busy = false;
  let seen = taken;

  const key = (call) => call.dataset.key;
  const number = (call) => call.dataset.number;
  const place = (call) => key(call).split(".").map(Number);
  const order = (call) => [call.dataset.calledAt, ...place(call).map((part) => String(part).padStart(12, "0"))].join();
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // The first call of each day that has not been shown: a page that is loaded again goes on from there.
  const reached = () => {
    const numbers = { ...seen };
    for (const { call } of pending) {
      const [day, sequence] = place(call);
      numbers[day] = Math.min(numbers[day], sequence - 1);
    }
    return numbers;
  };

  const take = (listed, announced, { latest, takenBack, returned }) => {
    const gone = new Set(takenBack);
    pending = pending.filter(({ call }) => !gone.has(key(call)));
    const fresh = announced.filter((call) => {
      const [day, sequence] = place(call);
      return sequence > (seen[day] ?? 0);
    });
    seen = latest;
    // After a silence nothing old makes a sound, and what is young enough is announced with one chime in all.
    const young = fresh.filter((call) => now() - Date.parse(call.dataset.calledAt) < RECENT);
    young.forEach((call, index) => pending.push({ call, chime: !(returned && index > 0) }));
    settle(listed, gone);
    remember(reached());
    next();
  };

  const settle = (listed, gone) => {
    const truth = new Map(listed.map((call) => [key(call), call]));
    const waits = new Set(pending.map(({ call }) => key(call)));
    const numbers = new Set(pending.map(({ call }) => number(call)));
    const oldest = listed.length < MOST ? "" : order(listed.at(-1));
    for (const call of [...list.children]) {
      const current = truth.get(key(call));
      if (waits.has(key(call))) call.remove();
      else if (current) call.classList.toggle("is-finished", current.classList.contains("is-finished"));
      // A number that is called again keeps its place until its turn comes: it must not vanish in between.
      else if (!numbers.has(number(call)) && (gone.has(key(call)) || order(call) >= oldest)) call.remove();
    }
    const there = new Set([...list.children].map(key));
    for (const call of listed) if (!there.has(key(call)) && !waits.has(key(call))) insert(call);
    trim();
    mark();
  };

  const insert = (call) => {
    list.insertBefore(call, [...list.children].find((other) => order(other) < order(call)) ?? null);
  };

  const trim = () => {
    while (list.children.length > MOST) list.lastElementChild.remove();
  };

  const next = async () => {
    if (busy || !pending.length) return;
    busy = true;
    const { call, chime } = pending.shift();
    show(call);
    remember(reached());
    const spoken = Promise.resolve(announce(describe(call, chime))).catch(() => {});
    await Promise.all([pause(MINIMUM), Promise.race([spoken, pause(PATIENCE)])]);
    busy = false;
    next();
  };

  // As voice.js wants it.
  const describe = (call, chime) => ({
    seq: key(call),
    number: number(call),
    parts: JSON.parse(call.dataset.parts ?? "{}"),
    recall: "recall" in call.dataset,
    chime,
  });

  const show = (call) => {
    for (const other of [...list.children]) {
      other.classList.remove("is-new");
      if (number(other) === number(call)) other.remove();
    }
    call.dataset.shownAt = now();
    call.classList.add("is-new");
    list.prepend(call);
    trim();
    setTimeout(() => call.classList.remove("is-new"), TURNING);
    mark();
  };

  const mark = () => {
    for (const call of list.children) {
      const since = Math.max(Date.parse(call.dataset.calledAt), Number(call.dataset.shownAt ?? 0));
      call.classList.toggle("is-recent", now() - since < RECENT);
    }
  };

  return { take, mark, seen: () => seen, isIdle: () => !busy && !pending.length };
};
