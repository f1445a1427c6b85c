// Where each call stands: so many large, the newest on top, the others small beneath. Each new one stands large for its
// minimum time before another takes its place; until there is room for it, it stands small, in sight for as long.
// The list holds a bounded number of elements for ever.
"use strict";
window.opdBoardRows = ({ list, lines }) => {
  const MINIMUM = 5_000;
  const MOST = 24;

  const place = ({ dataset }) => dataset.key.split(".").map((part) => part.padStart(12, "0"));
  const order = (call) => [call.dataset.calledAt, ...place(call)].join();
  const newest = (one, other) => (order(one) < order(other) ? 1 : -1);
  // Not the server's time, which may be set back: a call would stand large for longer than its minimum.
  const now = () => performance.now();
  const isIn = (call, since) => now() - Number(call.dataset[since]) < MINIMUM;
  const wasIn = (call, since) => since in call.dataset && !isIn(call, since);

  const isInSight = (call) => {
    const { bottom, height } = call.getBoundingClientRect();
    return height > 0 && bottom <= list.getBoundingClientRect().bottom + 1;
  };

  // An element that is moved begins its animation anew: the one that is spoken stays, and the others move around it.
  const put = (wanted, spoken) => {
    for (const call of [...list.children]) if (!wanted.includes(call)) call.remove();
    if (!wanted.length) return;
    const fixed = list.contains(spoken) ? spoken : wanted[0];
    if (!list.contains(fixed)) list.prepend(fixed);
    const at = wanted.indexOf(fixed);
    for (let index = at - 1; index >= 0; index -= 1) {
      if (wanted[index + 1].previousElementSibling !== wanted[index]) wanted[index + 1].before(wanted[index]);
    }
    for (let index = at + 1; index < wanted.length; index += 1) {
      if (wanted[index - 1].nextElementSibling !== wanted[index]) wanted[index - 1].after(wanted[index]);
    }
  };

  const arrange = (calls, waiting, spoken) => {
    const held = calls.filter((call) => call === spoken || isIn(call, "shownAt"));
    const entering = waiting.splice(0, Math.max(0, lines - held.length));
    for (const call of entering) call.dataset.shownAt = now();
    held.push(...entering);
    const shown = calls.filter((call) => !held.includes(call) && !waiting.includes(call)).sort(newest);
    const large = [...held, ...shown.slice(0, Math.max(0, lines - held.length))].sort(newest);
    const soon = waiting.filter((call) => !wasIn(call, "seenAt"));
    const rest = calls.filter((call) => !large.includes(call) && !soon.includes(call)).sort(newest);
    put([...large, ...soon, ...rest].slice(0, MOST), spoken);
    for (const call of soon) if (isInSight(call)) call.dataset.seenAt ??= now();
  };

  return {
    arrange,
    standing: () => [...list.children],
    // Whether all that must stand large now leaves a row for this one.
    hasRoom: (call) => [...list.children].filter((one) => one !== call && isIn(one, "shownAt")).length < lines,
    // Of what the server lists, the oldest; older ones may stand below it until others take their place.
    oldest: (listed) => (listed.length < MOST ? "" : order(listed.at(-1))),
    order,
  };
};
