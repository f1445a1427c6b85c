// Renews the page of a patient, and says when it cannot. Without this script its patient presses the link.
(() => {
  "use strict";
  const EVERY = 20_000;
  const TIMEOUT = 10_000;
  const lost = document.getElementById("lost");

  // What has not changed stays untouched: a screen reader says what is new, and nothing every minute.
  const take = (fresh) => {
    document.getElementById("tracking").className = fresh.getElementById("tracking").className;
    for (const id of ["place", "where", "as-of"]) {
      const [shown, next] = [document.getElementById(id), fresh.getElementById(id)];
      if (shown.innerHTML !== next.innerHTML) shown.replaceChildren(...next.childNodes);
    }
  };

  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
      if (answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(`${answer.status}`);
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  };

  document.getElementById("renews").hidden = false;
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
})();
