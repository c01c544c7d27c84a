/** Keeps the page up to date: asks once a second, and not at all while nobody looks. */

import {NoAnswer, ask, byId, explanation, notice, setText} from "./dom.js";
import {takeOrders} from "./form.js";
import {showInbox, showOrders} from "./lists.js";
import {showOutbox, whenOutboxChanges} from "./outbox.js";
import {showPool} from "./pool.js";
import {showSwitch, takeSwitching} from "./switch.js";

const REFRESH_MILLIS = 1000;
const PARTS = [
  {path: "api/orders", show: showOrders, problem: byId("orders-problem")},
  {path: "api/inbox", show: showInbox, problem: byId("inbox-problem")},
  {path: "api/outbox", show: showOutbox, problem: byId("outbox-problem")},
  {path: "api/switch", show: showSwitch, problem: byId("switch-unknown")},
  {path: "api/pool", show: showPool, problem: byId("pool-problem")}
];

let timer = null;
let running = false;
let again = false;

function showProblem(part, answer) {
  const text = answer === null ? "" : JSON.stringify(answer);
  if (part.shown !== text) {
    part.shown = text;
    part.problem.replaceChildren(...answer === null ? [] : [notice("bad", "This cannot be read.", ...explanation(answer))]);
  }
}

/** Returns whether the server answered. */
async function refreshPart(part) {
  try {
    part.show(await ask(part.path));
    showProblem(part, null);
  } catch (error) {
    if (error instanceof NoAnswer) {
      return false;
    }
    if (!error.answer) {
      throw error;
    }
    showProblem(part, error.answer);
  }
  return true;
}

function showConnection(state, text) {
  byId("connection").dataset.state = state;
  setText(byId("connection"), text);
}

async function refreshAll() {
  const answered = await Promise.all(PARTS.map(refreshPart));
  if (answered.every(part => part)) {
    showConnection("live", "Live");
  } else {
    showConnection("lost", "The server does not answer; trying again");
  }
}

/** One round at a time; a round that is asked for during another follows it, since that one may have missed something. */
async function refresh() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    await refreshAll();
  } finally {
    running = false;
    if (again) {
      again = false;
      refresh();
    } else if (!document.hidden) {
      timer = setTimeout(refresh, REFRESH_MILLIS);
    }
  }
}

document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : refresh());
takeOrders(refresh);
takeSwitching(refresh);
whenOutboxChanges(refresh);
refresh();
