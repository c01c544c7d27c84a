/** The figures of the pool: the adapter's own for each connection factory, and those of the container's pool. */

import {NoAnswer, ask, byId, element, explanation, notice, setFigure, setText} from "./dom.js";

const FACTORY_FIGURES = [
  ["MessagesSent", "Messages sent"],
  ["MessagesRefused", "Messages refused"],
  ["SessionsOpen", "Sessions open"],
  ["SessionsOpened", "Sessions in all"],
  ["Reconnects", "Reconnects"]
];
const POOL_FIGURES = [
  ["XACommitCount", "Commits"],
  ["XARollbackCount", "Rollbacks"],
  ["CreatedCount", "Connections created"],
  ["DestroyedCount", "Connections destroyed"],
  ["MaxUsedCount", "Most in use at once"],
  ["WaitCount", "Requests that waited"],
  ["TimedOut", "Idle too long"]
];

function figureList(prefix, figures) {
  return element("dl", {}, ...figures.map(([name, label]) =>
      element("div", {}, element("dt", {}, label), element("dd", {id: prefix + name}))));
}

function showFigures(prefix, figures, values) {
  figures.forEach(([name]) => {
    const place = byId(prefix + name);
    place.parentElement.hidden = values[name] === undefined;
    setFigure(place, values[name] ?? "");
  });
}

/** The factories shown, by name: at which place. */
const number = new Map();

async function check(name, place) {
  place.replaceChildren(element("p", {class: "sub"}, "Asking the server …"));
  try {
    const answer = await ask("api/pool", {name});
    place.replaceChildren(notice("good", "The server answers.", element("pre", {}, answer.server)));
  } catch (error) {
    place.replaceChildren(notice("bad", "The server cannot be used.",
        ...error instanceof NoAnswer ? [element("p", {}, error.message)] : explanation(error.answer)));
  }
}

function factory(name, prefix) {
  const answer = element("div", {role: "status", "aria-live": "polite"});
  const button = element("button", {type: "button", class: "quiet"}, "Check");
  button.addEventListener("click", () => check(name, answer));
  return element("article", {},
      element("h3", {}, "Mail server ", element("code", {id: prefix + "Server"}), button),
      figureList(prefix, FACTORY_FIGURES), answer,
      element("p", {class: "last-error", hidden: ""}, "Last error: ", element("span", {id: prefix + "LastError"})));
}

function showFactories(factories) {
  const place = byId("factories");
  if (factories.length !== number.size || factories.some(({name}) => !number.has(name))) {
    number.clear();
    factories.forEach(({name}, i) => number.set(name, i));
    place.replaceChildren(...factories.map(({name}, i) => factory(name, "factory" + i + "-")));
  }
  factories.forEach(values => {
    const prefix = "factory" + number.get(values.name) + "-";
    setText(byId(prefix + "Server"), values.Server ?? "");
    showFigures(prefix, FACTORY_FIGURES, values);
    const error = byId(prefix + "LastError");
    setFigure(error, values.LastError ?? "");
    error.parentElement.hidden = values.LastError === undefined;
  });
}

/** A square for each connection that the pool may have. */
function showSlots(pool) {
  const slots = byId("slots");
  const size = pool.AvailableCount + pool.InUseCount;
  while (slots.childElementCount < size) {
    slots.append(element("i", {}));
  }
  while (slots.childElementCount > size) {
    slots.lastElementChild.remove();
  }
  [...slots.children].forEach((slot, i) => {
    slot.className = i < pool.InUseCount ? "used" : i < pool.ActiveCount ? "idle" : "";
  });
  const idle = Math.max(0, pool.ActiveCount - pool.InUseCount);
  setFigure(byId("slots-text"), pool.InUseCount + " in use, " + idle + " idle, " + size + " at most");
}

function showContainerPool(pool) {
  const place = byId("pool");
  if (!pool) {
    place.replaceChildren();
    return;
  }
  if (!place.hasChildNodes()) {
    place.append(
        element("h3", {}, "Pool of WildFly", element("span", {id: "slots", "aria-hidden": "true"}),
            element("span", {id: "slots-text"})),
        figureList("pool-", POOL_FIGURES));
  }
  showSlots(pool);
  showFigures("pool-", POOL_FIGURES, pool);
}

export function showPool({factories, pool}) {
  showFactories(factories);
  showContainerPool(pool);
  byId("pool-note").hidden = factories.length > 0 || pool !== undefined;
}
