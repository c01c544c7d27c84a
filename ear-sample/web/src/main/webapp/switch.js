/** The switch that makes the demo's mail server unreachable. */

import {NoAnswer, ask, byId, element, explanation, notice} from "./dom.js";

const box = byId("reachable");
let underWay = false;

async function change(reachable) {
  const problem = byId("switch-problem");
  try {
    await ask("api/switch", {reachable});
    problem.replaceChildren();
  } catch (error) {
    box.checked = !reachable;
    problem.replaceChildren(notice("bad", "The mail server could not be switched.",
        ...error instanceof NoAnswer ? [element("p", {}, error.message)] : explanation(error.answer)));
  }
}

/** Not there where mail goes to a real server. */
export function showSwitch({reachable}) {
  byId("switch").hidden = reachable === undefined;
  if (!underWay) {
    box.checked = reachable === true;
  }
}

/** Calls back after each change. */
export function takeSwitching(afterwards) {
  box.addEventListener("click", async event => {
    if (underWay) {
      event.preventDefault();
      return;
    }
    underWay = true;
    box.setAttribute("aria-disabled", "true");
    try {
      await change(box.checked);
    } finally {
      underWay = false;
      box.removeAttribute("aria-disabled");
    }
    afterwards();
  });
}
