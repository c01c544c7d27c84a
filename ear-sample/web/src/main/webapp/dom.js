/** What the parts of the page share: elements, lists that change in place, and the server's answers. */

const NEW_MILLIS = 6000;

export const byId = id => document.getElementById(id);

/** All text goes through text nodes, so that nothing an order says becomes markup. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
  made.append(...children.filter(child => child !== null));
  return made;
}

export function time(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return element("time", {datetime: instant, title: date.toLocaleString()},
      today ? date.toLocaleTimeString() : date.toLocaleDateString());
}

/** Touches a text only when it changes, for the sake of selections and screen readers. Returns whether it did. */
export function setText(place, text) {
  const changed = place.textContent !== String(text);
  if (changed) {
    place.textContent = text;
  }
  return changed;
}

function mark(node) {
  node.classList.remove("new");
  requestAnimationFrame(() => node.classList.add("new"));
  clearTimeout(node.markEnds);
  node.markEnds = setTimeout(() => node.classList.remove("new"), NEW_MILLIS);
}

/** A figure that shows for a moment that it has changed. */
export function setFigure(place, text) {
  const first = place.textContent === "";
  if (setText(place, text) && !first) {
    mark(place);
  }
}

/**
 * A list whose rows stay the same elements as long as they are there: focus, selection, scroll position and what the
 * reader has opened survive. What arrives after the first showing is marked.
 */
export class LiveList {
  #place;
  #key;
  #make;
  #update;
  #rows = null;

  /** Rows that change need an update, which is given the row and its entry. */
  constructor(place, key, make, update = () => {}) {
    this.#place = place;
    this.#key = key;
    this.#make = make;
    this.#update = update;
  }

  show(entries) {
    const before = this.#rows;
    const rows = new Map();
    let previous = null;
    for (const entry of entries) {
      const key = this.#key(entry);
      const row = before?.get(key) ?? this.#make(entry);
      this.#update(row, entry);
      if (before && !before.has(key)) {
        mark(row);
      }
      const expected = previous === null ? this.#place.firstElementChild : previous.nextElementSibling;
      if (expected !== row) {
        this.#place.insertBefore(row, expected);
      }
      rows.set(key, row);
      previous = row;
    }
    before?.forEach((row, key) => rows.has(key) || row.remove());
    this.#rows = rows;
  }
}

/** The server was not reached, or what answered is not the order desk. */
export class NoAnswer extends Error {}

/** The server answered with a problem: its {type, message, causes}, and what else it knows. */
export class Problem extends Error {
  constructor(answer) {
    super(answer.message);
    this.answer = answer;
  }
}

export async function ask(path, posted) {
  const options = posted === undefined ? {} : {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(posted)
  };
  let response;
  let body;
  try {
    response = await fetch(path, options);
    body = await response.json();
  } catch (e) {
    throw new NoAnswer(response ? path + " answered with status " + response.status : e.message);
  }
  if (!response.ok) {
    throw body.message ? new Problem(body) : new NoAnswer(path + " answered with status " + response.status);
  }
  return body;
}

function exception({type, message}) {
  return [type ? element("code", {}, type) : null, type ? " " : null, message].filter(part => part !== null);
}

/** The cause in a line; every exception on the way to the page behind a click. */
export function explanation(answer) {
  const causes = (answer.causes ?? []).length < 2 ? [] : [element("details", {},
      element("summary", {}, "All " + answer.causes.length + " exceptions"),
      element("ol", {}, ...answer.causes.map(cause => element("li", {}, ...exception(cause)))))];
  return [element("p", {}, ...exception(answer)), ...causes];
}

export function notice(kind, title, ...content) {
  return element("div", {class: "notice " + kind}, element("strong", {}, title), ...content);
}
