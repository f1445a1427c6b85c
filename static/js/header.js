// How high the header is, and the bar of a page that stays, too: what is scrolled to stops below them.
(() => {
  "use strict";
  const follow = (one, name) => {
    const tell = () => document.documentElement.style.setProperty(name, `${one.offsetHeight}px`);
    new ResizeObserver(tell).observe(one);
    tell();
  };
  follow(document.querySelector(".site-header"), "--opd-header");
  const bar = document.querySelector("[data-stays]");
  if (bar) follow(bar, "--opd-bar");
})();
