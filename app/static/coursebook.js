// Everything works without this file; it makes some of it quicker.
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();

// Back to a page that may have changed since asks for it again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-asks-again]")) location.reload();
});

// What a tick makes needless is hidden: "not listed" swaps the agency fields, "no manager" hides the manager's.
for (const group of document.querySelectorAll("[data-shown-by]")) {
  const tick = document.getElementById(group.dataset.shownBy);
  const show = () => { group.hidden = tick.checked !== (group.dataset.shownWhen === "ticked"); };
  tick.addEventListener("change", show);
  show();
}

// The Learning Week's bar counts what is ticked, adds up the hours and says whether two overlap.
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const words = form.querySelector("[data-ticked]");
  const asked = words.textContent;
  const button = form.querySelector(".cb-bar button");
  const spans = (tick) => Object.values(tick.dataset).map((day) => day.split("/").map(Date.parse));
  const length = (minutes) => [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]]
    .filter(([number]) => number).map(([number, unit]) => `${number} ${unit}${number === 1 ? "" : "s"}`).join(" ");
  const count = () => {
    const ticked = [...form.querySelectorAll("input[name=session]:checked")].map(spans);
    const days = ticked.flat();
    const minutes = days.reduce((sum, [start, end]) => sum + (end - start) / 60000, 0);
    const overlaps = days.filter(([start, end], here) => days.some(([other, until], there) => there > here && start < until && other < end)).length;
    const sessions = `${ticked.length} session${ticked.length === 1 ? "" : "s"}`;
    const warning = overlaps === 0 ? "no overlaps" : overlaps === 1 ? "two of them overlap" : "some of them overlap";
    words.textContent = ticked.length ? `${sessions} ticked · ${warning} · ${length(minutes)}` : asked;
    button.textContent = ticked.length ? `Book ${ticked.length === 1 ? "this" : "these"} ${sessions.replace(/^1 /, "")}` : "Book what I ticked";
  };
  form.addEventListener("change", count);
  count();
}

// A register shows those whose name or agency has what is typed; marking somebody keeps it.
for (const search of document.querySelectorAll("form[data-finds]")) {
  const field = search.querySelector("input[type=search]");
  const people = document.getElementById(search.dataset.finds);
  const lines = [...people.children];
  const nobody = people.parentElement.querySelector("[data-nobody]");
  const said = search.querySelector("[data-found]");
  const barred = { ł: "l", ø: "o", đ: "d" };
  const plain = (words) => words.replace(/’/g, "'").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łøđ]/g, (letter) => barred[letter]);
  const keep = (form) => {
    let kept = form.querySelector("input[name=q]");
    if (!kept) {
      kept = Object.assign(document.createElement("input"), { type: "hidden", name: "q" });
      form.append(kept);
    }
    kept.value = field.value.trim();
  };
  let soon;
  field.addEventListener("input", () => {
    const typed = plain(field.value).split(/\s+/).filter(Boolean);
    const found = lines.filter((line) => {
      line.hidden = !typed.every((word) => line.dataset.says.includes(word));
      return !line.hidden;
    }).length;
    nobody.hidden = found > 0;
    clearTimeout(soon); // said once the typing rests, not at each letter
    soon = setTimeout(() => { said.textContent = found ? `${found} ${found === 1 ? "person" : "people"} shown` : "Nobody found"; }, 700);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post" && event.target.closest("main")) keep(event.target);
  });
}

// Of one of their people, a manager answers or says why not: one takes the other back, because a radio can't be unticked.
for (const about of document.querySelectorAll("[data-either]")) {
  about.addEventListener("change", (event) => {
    if (!event.target.checked) return;
    const isInstead = (tick) => Boolean(tick.closest("[data-or]"));
    for (const tick of about.querySelectorAll("input:checked")) {
      if (isInstead(tick) !== isInstead(event.target)) tick.checked = false;
    }
  });
}

// A questionnaire keeps what is filled in by itself, so that a telephone call loses nothing. It is no answer yet.
for (const form of document.querySelectorAll("form[data-keeps]")) {
  const said = form.querySelector("[data-kept]");
  let changed = false;
  let soon;
  const filledIn = () => {
    const data = new FormData(form);
    data.set("keep", "by itself");
    return data;
  };
  const keep = async () => {
    changed = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: filledIn(), redirect: "manual" });
      changed = answer.status !== 204;
    } catch {
      changed = true; // no signal: the next change, or leaving the page, tries again
    }
    said.textContent = changed ? "" : "What you have filled in is kept. It isn’t sent yet.";
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(soon);
    soon = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(soon); });
  document.addEventListener("visibilitychange", () => {
    if (changed && document.visibilityState === "hidden") {
      changed = !navigator.sendBeacon(form.action, filledIn());
    }
  });
}

// A page that prints well offers it; what is folded away is opened for the paper, and folded again after.
for (const button of document.querySelectorAll("button[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const folded = () => document.querySelectorAll("main details:not([open])");
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...folded()];
  opened.forEach((each) => { each.open = true; });
});
window.addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));

// With a theme in focus, the keys 1 to 9 tick the first nine: comments are worked down without a mouse.
for (const form of document.querySelectorAll("form[data-numbered]")) {
  const ticks = [...form.querySelectorAll(".cb-chips input[type=checkbox]")];
  form.addEventListener("keydown", (event) => {
    const chosen = ticks[Number(event.key) - 1];
    if (!ticks.includes(event.target) || !chosen || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    chosen.click();
    chosen.focus();
  });
}

// What is being made says how far it is, until it is there.
const waitsFor = document.querySelector("[data-wait]");
if (waitsFor) {
  const look = async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const now = page.getElementById(waitsFor.id);
      waitsFor.innerHTML = now.innerHTML;
      if (!now.hasAttribute("data-wait")) clearInterval(looking);
    } catch {
      // no signal: it looks again
    }
  };
  const looking = setInterval(look, 2000);
}
