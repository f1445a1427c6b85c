// Shows every new call at once and has each announced, one after the other: the one that is spoken is marked. What stands
// on the board is what the server says, but for calls that are still to be announced.
"use strict";
window.opdBoardCalls = ({ rows, now, announce, remember, taken }) => {
  // A little more than board-rows.js keeps it large for: when this one's time is over, there is room for the next.
  const MINIMUM = 5_020;
  const TURNING = 4_900;
  const RECENT = 60_000;
  const PATIENCE = 45_000;
  let pending = [];
  let spoken = null;
  let listed = [];
  let gone = new Set();
  let seen = taken;

  const key = (call) => call.dataset.key;
  const number = (call) => call.dataset.number;
  const place = (call) => key(call).split(".").map(Number);
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // The first call of each day that has not been announced: a page that is loaded again goes on from there.
  const reached = () => {
    const numbers = { ...seen };
    for (const { call } of pending) {
      const [day, sequence] = place(call);
      numbers[day] = Math.min(numbers[day], sequence - 1);
    }
    return numbers;
  };

  const take = (standing, announced, { latest, takenBack, returned }) => {
    listed = standing;
    gone = new Set(takenBack);
    pending = pending.filter(({ call }) => !gone.has(key(call)));
    if (spoken && gone.has(key(spoken.call))) stop();
    const fresh = announced.filter((call) => {
      const [day, sequence] = place(call);
      return sequence > (seen[day] ?? 0);
    });
    seen = latest;
    // After a silence nothing old makes a sound, and what is young enough is announced with one chime in all.
    const young = fresh.filter((call) => now() - Date.parse(call.dataset.calledAt) < RECENT);
    young.forEach((call, index) => pending.push({ call, chime: !(returned && index > 0) }));
    remember(reached());
    step();
  };

  // A number that is called again stands as it was first called until that has been announced.
  const open = () => {
    const before = new Set(spoken ? [number(spoken.call)] : []);
    return pending.map(({ call }) => call).filter((call) => !before.has(number(call)) && before.add(number(call)));
  };

  const standing = (waiting) => {
    const truth = new Map(listed.map((call) => [key(call), call]));
    const waits = new Set(pending.map(({ call }) => key(call)));
    const oldest = rows.oldest(listed);
    const there = rows.standing();
    const calls = [
      ...(spoken ? [spoken.call] : []),
      ...waiting,
      ...there.filter((call) => truth.has(key(call))),
      ...listed.filter((call) => !waits.has(key(call))),
      ...there.filter((call) => rows.order(call) < oldest && !gone.has(key(call))),
    ];
    const each = new Map();
    for (const call of calls) if (!each.has(number(call))) each.set(number(call), call);
    for (const call of each.values()) {
      const current = truth.get(key(call)) ?? call;
      call.classList.toggle("is-finished", current.classList.contains("is-finished"));
    }
    return [...each.values()];
  };

  const step = () => {
    if (!spoken && pending.length && rows.hasRoom(pending[0].call)) begin(pending.shift());
    const announcing = open();
    const calls = standing(announcing);
    const waiting = announcing.filter((call) => !("shownAt" in call.dataset));
    rows.arrange(calls, waiting, spoken?.call);
    mark(calls, new Set(waiting));
  };

  const mark = (calls, waiting) => {
    for (const call of calls) {
      const isNew = performance.now() - Number(call.dataset.shownAt) < RECENT || waiting.has(call);
      call.classList.toggle("is-recent", isNew || now() - Date.parse(call.dataset.calledAt) < RECENT);
    }
  };

  const begin = async ({ call, chime }) => {
    const ending = new AbortController();
    const { signal } = ending;
    spoken = { call, ending };
    call.dataset.shownAt = performance.now();
    call.classList.add("is-new", "is-spoken");
    setTimeout(() => call.classList.remove("is-new"), TURNING);
    remember(reached());
    const heard = Promise.resolve(announce({ ...describe(call, chime), signal })).catch(() => {});
    await Promise.all([pause(MINIMUM), Promise.race([heard, pause(PATIENCE)])]);
    if (signal.aborted) return;
    end();
    step();
  };

  const end = () => {
    spoken.call.classList.remove("is-new", "is-spoken");
    spoken = null;
  };

  const stop = () => {
    spoken.ending.abort();
    end();
  };

  // As voice.js wants it.
  const describe = (call, chime) => ({
    seq: key(call),
    number: number(call),
    parts: JSON.parse(call.dataset.parts ?? "{}"),
    recall: "recall" in call.dataset,
    chime,
  });

  return { take, step, seen: () => seen, isIdle: () => !spoken && !pending.length };
};
