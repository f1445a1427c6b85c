// How high the header is: what is scrolled to stops below it where it stays on screen.
(() => {
  "use strict";
  const header = document.querySelector(".site-header");
  const tell = () => document.documentElement.style.setProperty("--opd-header", `${header.offsetHeight}px`);
  new ResizeObserver(tell).observe(header);
  tell();
})();
