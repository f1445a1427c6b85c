// Lets what does not stand on the board at once take turns: its languages, and the pages of its lists.
"use strict";
window.opdBoardTurns = ({ now, tongues, keep }) => {
  const TURN = 8_000;

  const speak = (language) => {
    for (const index of [0, 1, 2]) document.body.classList.toggle(`speaks-${index}`, language === index);
  };

  // Where every page would come in one language for ever, each round begins a page later.
  const rounds = (turned, pages) => (tongues > 1 && pages % tongues === 0 ? Math.floor(turned / pages) : 0);

  // What has no room in a list stands in further columns beside it: a page is what is in sight at once. Languages differ
  // in how many there are.
  const open = (list, turned) => {
    const { columnGap, direction } = getComputedStyle(list);
    const gap = parseFloat(columnGap) || 0;
    const wide = list.getBoundingClientRect().width + gap;
    const pages = Math.max(1, Math.ceil((list.scrollWidth + gap - 2) / wide));
    const page = (turned + rounds(turned, pages)) % pages;
    list.scrollLeft = page * wide * (direction === "rtl" ? -1 : 1);
    for (const label of document.querySelectorAll(`[data-page-of="${list.id}"]`)) {
      keep(label, pages > 1 ? `${page + 1}/${pages}` : "");
    }
  };

  return () => {
    const turned = Math.floor(now() / TURN);
    speak(turned % tongues);
    for (const list of document.querySelectorAll(".turning")) open(list, turned);
  };
};
