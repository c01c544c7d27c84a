/** The mail that waits in the outbox: why, until when, and what can be done about it. */

import {LiveList, NoAnswer, ask, byId, element, explanation, notice, setFigure, setText, time} from "./dom.js";

const WAITING = {name: "waiting", states: ["IN_DELIVERY", "ELIGIBLE"]};
const DEFERRED = {name: "deferred", states: ["DEFERRED"]};
const FAILED = {name: "failed", states: ["FAILED", "PARKED", "EXPIRED"]};
const GROUPS = [WAITING, DEFERRED, FAILED];
const NOT_ASKED = "not asked yet";

let afterwards = () => {};

/** Calls back after each message that was tried again or removed. */
export function whenOutboxChanges(callback) {
  afterwards = callback;
}

/** How many messages, also of those that are not listed. */
function count({states}, routes) {
  return routes.flatMap(({messages}) => states.map(state => messages[state])).reduce((sum, some) => sum + some, 0);
}

/** A recipient as the MBean shows it, "jo@example.org: 250 OK". */
function recipient(line) {
  const end = line.indexOf(": ");
  const reply = line.slice(end + 2);
  return {address: line.slice(0, end), reply: reply === NOT_ASKED ? null : reply};
}

function addresses(message) {
  return message.recipients.map(line => recipient(line).address).join(", ");
}

/** What the server said, where it did; else how the attempt ended. */
function remark(message) {
  const replies = message.recipients.map(recipient).filter(({reply}) => reply !== null);
  if (replies.length === 0) {
    return message.remark;
  }
  return "The server said: " + (replies.length === 1 ? replies[0].reply
      : replies.map(({address, reply}) => address + ": " + reply).join("; "));
}

/** "in 4 s", by the server's clock. */
function until(instant, now) {
  const seconds = Math.ceil((Date.parse(instant) - Date.parse(now)) / 1000);
  if (seconds <= 0) {
    return "now";
  }
  if (seconds < 100) {
    return "in " + seconds + " s";
  }
  return seconds < 6000 ? "in " + Math.round(seconds / 60) + " min" : "in " + Math.round(seconds / 3600) + " h";
}

function why(message, route) {
  switch (message.state) {
    case "IN_DELIVERY":
      return "On its way to the server.";
    case "ELIGIBLE":
      return !route.active ? "No application delivers the mail of its route at present."
          : route.paused ? "An administrator has paused its route."
          : route.unreachableUntil ? "Committed with its order; waits for the mail server."
          : "About to be sent.";
    case "PARKED":
      return "Parked. " + remark(message);
    case "EXPIRED":
      return "Given up after its time. " + remark(message);
    default:
      return remark(message);
  }
}

function nextAttempt(message, route, now) {
  if (!route.active || route.paused || !["ELIGIBLE", "DEFERRED"].includes(message.state)) {
    return "";
  }
  const unreachable = route.unreachableUntil ?? now;
  return "next attempt " + until(Date.parse(message.due) > Date.parse(unreachable) ? message.due : unreachable, now);
}

async function act(action, message, row) {
  if (row.hasAttribute("aria-busy")) {
    return;
  }
  row.setAttribute("aria-busy", "true");
  try {
    await ask("api/outbox", {action, outbox: message.outbox, id: message.id});
    row.querySelector(".answer").replaceChildren();
  } catch (error) {
    row.querySelector(".answer").replaceChildren(notice("bad", "That was not possible.",
        ...error instanceof NoAnswer ? [element("p", {}, error.message)] : explanation(error.answer)));
  } finally {
    row.removeAttribute("aria-busy");
  }
  afterwards();
}

function messageRow(message) {
  const row = element("li", {},
      element("span", {class: "main"}, addresses(message)),
      element("span", {class: "next"}),
      element("span", {class: "sub"}, "stored ", time(message.stored), element("span", {class: "attempts"})),
      element("p", {class: "why"}));
  if (FAILED.states.includes(message.state)) {
    const button = (action, label) => {
      const name = label + ": mail to " + addresses(message);
      const made = element("button", {type: "button", class: "quiet", "aria-label": name}, label);
      made.addEventListener("click", () => act(action, message, row));
      return made;
    };
    row.append(
        element("div", {class: "buttons"}, button("retry", "Try again"), button("remove", "Remove")),
        element("div", {class: "answer", role: "alert"}));
  }
  return row;
}

function updateRow(row, {message, route, now}) {
  const attempts = ["", ", tried once"][message.attempts] ?? ", tried " + message.attempts + " times";
  setText(row.querySelector(".attempts"), attempts);
  setText(row.querySelector(".why"), why(message, route));
  setText(row.querySelector(".next"), nextAttempt(message, route, now));
}

/** Its countdown is not read out each second. */
function routeNotice({route}) {
  return notice("wait", "The mail server " + (route.server ?? "of " + route.route) + " cannot be reached.",
      element("p", {class: "why"}),
      element("p", {}, "Orders are placed all the same; their mail waits here and follows by itself. ",
          element("span", {class: "next", "aria-live": "off"})));
}

function updateRoute(row, {route, now}) {
  const waits = [WAITING, DEFERRED].some(group => count(group, [route]) > 0);
  // It begins with its time, which changes with each attempt.
  setText(row.querySelector(".why"), (route.lastError ?? "").replace(/^\S+ /, ""));
  setText(row.querySelector(".next"),
      "The server is tried again " + (waits ? until(route.unreachableUntil, now) : "with the next mail") + ".");
}

const keyOf = ({outbox, route}) => outbox + " " + route;
const unreachable = new LiveList(byId("outbox-routes"), ({route}) => keyOf(route), routeNotice, updateRoute);
const lists = GROUPS.map(({name}) => new LiveList(byId(name), ({message}) => message.outbox + " " + message.id,
    ({message}) => messageRow(message), updateRow));

function showGroup(group, list, entries, routes) {
  const {name, states} = group;
  const all = count(group, routes);
  const listed = entries.filter(({message}) => states.includes(message.state));
  list.show(listed);
  setFigure(byId(name + "-count"), all + " " + name);
  byId(name + "-count").hidden = all === 0;
  byId(name + "-group").hidden = listed.length === 0;
  byId(name + "-more").hidden = all <= listed.length;
  setText(byId(name + "-more"), "and " + (all - listed.length) + " more");
}

export function showOutbox({now, routes, messages}) {
  const byKey = new Map(routes.map(route => [keyOf(route), route]));
  const entries = messages
      .map(message => ({message, route: byKey.get(keyOf(message)), now}))
      .sort((a, b) => Date.parse(a.message.stored) - Date.parse(b.message.stored));
  const region = byId("outbox-region");
  const hadFocus = region.contains(document.activeElement);
  unreachable.show(routes.filter(route => route.unreachableUntil).map(route => ({route, now})));
  GROUPS.forEach((group, i) => showGroup(group, lists[i], entries, routes));
  byId("nothing-waits").hidden = GROUPS.some(group => count(group, routes) > 0);
  if (hadFocus && !region.contains(document.activeElement)) {
    region.focus({preventScroll: true}); // the button went away with its row
  }
}
