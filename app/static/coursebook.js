// Everything works without this file; it makes some of it quicker.
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();

// On a phone the filters fold away, unless some are set.
for (const filters of document.querySelectorAll("details[data-folds-on-phone]")) {
  if (window.matchMedia("(max-width: 760px)").matches && filters.dataset.chosen === "0") {
    filters.removeAttribute("open");
  }
}

// What a tick makes needless is hidden: "not listed" swaps the agency fields, "no manager" hides the manager's.
for (const group of document.querySelectorAll("[data-shown-by]")) {
  const tick = document.getElementById(group.dataset.shownBy);
  const show = () => { group.hidden = tick.checked !== (group.dataset.shownWhen === "ticked"); };
  tick.addEventListener("change", show);
  show();
}
