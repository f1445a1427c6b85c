// Keeps a TV current, or says on its face that it is not; board-calls.js shows what was called.
(() => {
  "use strict";
  const POLL = 5_000;
  const TIMEOUT = 4_000;
  const LATE = 10_000;
  const LOST = 30_000;
  const { screen: screenAddress, calls: callsAddress, now: serverNow, zone, program } = document.body.dataset;

  const { looks, lines } = document.getElementById("board").dataset;
  const clock = document.getElementById("clock");
  const liveness = document.getElementById("liveness");
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });

  let ahead = Date.parse(serverNow) - Date.now();
  let etag = null;
  let contact = Date.now();
  let busy = false;
  let again = false;
  let shown = -1;
  const now = () => Date.now() + ahead;
  const keep = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  // The Date header has whole seconds: half a second more is right on average, and small differences are not followed.
  const follow = (header) => {
    const measured = Date.parse(header) + 500 - Date.now();
    if (Math.abs(measured - ahead) > 2_000) ahead = measured;
  };

  const cursor = (text) => Object.fromEntries(text.split("-").filter(Boolean).map((part) => part.split(".").map(Number)));
  const written = (numbers) => Object.entries(numbers).map(([day, last]) => `${day}.${last}`).join("-");

  // What was shown is kept beside the page: one that is loaded again misses nothing and repeats nothing.
  const kept = `opd${location.pathname}`;
  const recall = () => {
    try {
      return localStorage.getItem(kept);
    } catch {
      return null;
    }
  };
  const remember = (numbers) => {
    try {
      localStorage.setItem(kept, written(numbers));
    } catch {
      // A browser that keeps nothing goes on from what is there when it is loaded.
    }
  };

  const calls = opdBoardCalls({
    rows: opdBoardRows({ list: document.getElementById("calls"), lines: Number(lines) }),
    now: () => now(),
    announce: (call) => window.opdVoice?.announce(call),
    remember,
    taken: cursor(recall() ?? document.getElementById("announced").dataset.reached),
  });

  const turn = opdBoardTurns({ now: () => now(), tongues: Number(document.body.dataset.tongues), keep });
  const care = opdBoardCare({ now, zone, program, isIdle: calls.isIdle });

  const ask = (address, headers = {}) =>
    fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  const isWhole = ({ reached, after }) => {
    const [seen, left] = [calls.seen(), cursor(after)];
    return Object.entries(cursor(reached)).every(([day, last]) => (seen[day] ?? 0) >= Math.min(last, left[day] ?? 0));
  };

  // Every change brings the last calls; a board that missed more asks for them before it shows the newest.
  const announced = async (part) => {
    if (isWhole(part.dataset)) return part;
    const answer = await ask(`${callsAddress}?since=${written(calls.seen())}`);
    if (!answer.ok) throw new Error(answer.statusText);
    return parse(await answer.text()).getElementById("announced");
  };

  const take = async (fresh, returned) => {
    const about = fresh.getElementById("board").dataset;
    if (about.looks !== looks) care.stale();
    const part = await announced(fresh.getElementById("announced"));
    const doctors = fresh.getElementById("doctors");
    if (doctors !== document.getElementById("doctors")) document.getElementById("doctors").replaceWith(doctors);
    turn();
    calls.take([...fresh.querySelectorAll("#calls > .call")], [...part.children], {
      latest: cursor(part.dataset.reached),
      takenBack: part.dataset.takenBack.split(" "),
      returned,
    });
    shown = Number(about.eventCount);
  };

  const isSilent = () => Date.now() - contact > LATE;

  const reconnect = () => document.body.hidden || socket.connect();

  // A TV that is this board no more goes dark at once, and then asks for another board.
  const leave = () => {
    if (document.body.hidden) return;
    document.body.hidden = true;
    socket.disconnect();
    setTimeout(() => location.replace("/boards/pair"), 3_000);
  };

  // One at a time: what comes meanwhile is asked for afterwards.
  const alone = (work) => async (message) => {
    if (busy) return (again = true);
    busy = true;
    try {
      await work(message);
    } catch {
      // No contact: the face of the board says so by itself.
    } finally {
      busy = false;
      if (again) setTimeout(refresh);
      again = false;
    }
  };

  const refresh = alone(async () => {
    const headers = { "X-Board-Screen": `${screen.width}x${screen.height}` };
    if (etag) headers["If-None-Match"] = etag;
    if (window.opdVoice) headers["X-Board-Sound"] = opdVoice.soundState();
    const asked = Date.now();
    const answer = await ask(screenAddress, headers);
    if (answer.status === 403 || answer.status === 404) return leave();
    if (!answer.ok && answer.status !== 304) return;
    if (answer.ok) {
      await take(parse(await answer.text()), isSilent());
      etag = answer.headers.get("ETag");
    }
    follow(answer.headers.get("Date"));
    care.heard(answer);
    // However long the answer took: all that is certain is that it is no older than its question.
    contact = asked;
  });

  const unpack = (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  const isNewer = ({ eventCount, drawnAt }) => Number(eventCount) > shown && now() - Date.parse(drawnAt) < LATE;

  // The server sends along what is new. What comes out of turn or late, or cannot be unpacked, is asked for instead; and
  // only an answer proves contact: a message may have lain on the way.
  const receive = alone(async (message) => {
    let taken = false;
    try {
      const fresh = parse(await unpack(message.packed));
      if (!isNewer(fresh.getElementById("board").dataset)) return;
      await take(fresh, isSilent());
      etag = message.etag;
      taken = true;
    } finally {
      again ||= !taken;
    }
  });

  const tell = () => {
    const silent = Date.now() - contact;
    const words = silent > LOST ? liveness.dataset.lost : silent > LATE ? liveness.dataset.late : "";
    keep(liveness, words.replaceAll("{time}", time.format(contact + ahead)));
    document.body.classList.toggle("is-lost", silent > LOST);
    keep(clock, time.format(now()));
  };

  const socket = io({ transports: ["websocket"], reconnectionDelayMax: 30_000 });
  socket.on("connect", refresh);
  socket.on("changed", refresh);
  socket.on("screen", receive);
  socket.on("unpaired", refresh);
  // Cut by the server it would stay away for ever; the next answer tells whether it is this board still.
  socket.on("disconnect", (why) => why === "io server disconnect" && setTimeout(reconnect, POLL));

  setInterval(refresh, POLL);
  setInterval(() => {
    tell();
    turn();
    calls.step();
    care.look();
  }, 500);
  tell();
  turn();
  take(document, true).then(refresh, refresh);
})();
