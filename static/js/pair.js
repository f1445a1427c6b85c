// A TV that waits for its board: asks for a code where it has none, and goes to its board once that was approved.
(() => {
  "use strict";
  const POLL = 3_000;
  const TIMEOUT = 4_000;
  const form = document.getElementById("pair");
  const fields = () => new URLSearchParams(new FormData(form));
  const post = (address) => fetch(address, { method: "POST", body: fields(), signal: AbortSignal.timeout(TIMEOUT) });

  // One request after the other; a server that is away is asked again, ever.
  const again = (step) => setTimeout(step, POLL);

  const begin = async () => {
    try {
      const answer = await post(form.action);
      // A page whose form is out of date is loaded anew.
      if (answer.ok || answer.status === 400) return location.replace(location.pathname);
    } catch {
      // Asked again below.
    }
    again(begin);
  };

  const collect = async () => {
    try {
      const answer = await post(form.dataset.token);
      if (answer.status === 200) return location.replace((await answer.json()).address);
      if (answer.status !== 202 && answer.status < 500) return begin();
    } catch {
      // Asked again below.
    }
    again(collect);
  };

  if ("waits" in form.dataset) again(collect);
  else begin();
})();
