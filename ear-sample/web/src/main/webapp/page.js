"use strict";

const REFRESH_MILLIS = 2000;
const byId = id => document.getElementById(id);

/** All text goes through textContent, so that nothing an order says becomes markup. */
function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text !== null) {
    made.textContent = text;
  }
  made.append(...children);
  return made;
}

async function answerOf(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    throw {message: "The server does not answer (" + e.message + "); is the demo still running?", causes: []};
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw body && body.message ? body : {message: path + " answered with status " + response.status, causes: []};
  }
  return body;
}

function problemOf(error) {
  const causes = (error.causes || []).map(cause => element("li", cause));
  return causes.length === 0
      ? [element("span", error.message)]
      : [element("span", error.message), element("ul", null, ...causes)];
}

function showProblem(place, error) {
  place.replaceChildren(...(error ? problemOf(error) : []));
  place.hidden = !error;
}

function time(instant) {
  const made = element("time", new Date(instant).toLocaleTimeString());
  made.dateTime = instant;
  return made;
}

function orderRow(order) {
  return element("tr", null, element("td", order.id), element("td", order.customer), element("td", order.item),
      element("td", order.quantity), element("td", null, time(order.placedAt)));
}

function mailItem(mail) {
  const files = mail.files.flatMap(file =>
      [element("p", "Attachment: " + file.name + " (" + file.type + ")"), element("pre", file.text)]);
  return element("li", null, element("h3", mail.subject),
      element("p", "From " + mail.from + " to " + mail.mailbox + ", ", time(mail.date)),
      element("pre", mail.text), ...files);
}

let shown = {};

/** Leaves the page alone while nothing changes, for the sake of selections and screen readers. */
function showIfChanged(name, content, show) {
  const text = JSON.stringify(content);
  if (shown[name] !== text) {
    shown[name] = text;
    show(content);
  }
}

async function refreshOrders() {
  try {
    showIfChanged("orders", await answerOf("api/orders"), orders => {
      byId("orders").replaceChildren(...orders.map(orderRow));
      byId("order-count").textContent = orders.length;
    });
    showProblem(byId("orders-problem"), null);
  } catch (error) {
    showIfChanged("orders", error, () => showProblem(byId("orders-problem"), error));
  }
}

async function refreshInbox() {
  try {
    showIfChanged("inbox", await answerOf("api/inbox"), inbox => {
      byId("inbox").replaceChildren(...inbox.mails.map(mailItem));
      byId("mail-count").textContent = inbox.note ? "elsewhere" : inbox.mails.length;
      byId("inbox-note").textContent = inbox.note || "";
      byId("inbox-note").hidden = !inbox.note;
    });
    showProblem(byId("inbox-problem"), null);
  } catch (error) {
    showIfChanged("inbox", error, () => showProblem(byId("inbox-problem"), error));
  }
}

const refresh = () => Promise.all([refreshOrders(), refreshInbox()]);

function showOutcome(kind, ...content) {
  const made = element("div", null, ...content);
  made.className = kind;
  byId("outcome").replaceChildren(made);
}

byId("order").addEventListener("submit", async event => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  form.querySelectorAll("[aria-invalid]").forEach(field => field.removeAttribute("aria-invalid"));
  try {
    const placed = await answerOf("api/orders", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({
        customer: byId("customer").value,
        item: byId("item").value,
        quantity: byId("quantity").valueAsNumber,
        failAfterSending: byId("fail").checked
      })
    });
    showOutcome("good", element("span", "Order " + placed.order.id + " is placed. In the transaction its confirmation was "
        + placed.disposition + ", as " + placed.messageId + "."));
  } catch (error) {
    showOutcome("problem", element("strong", "The order was not placed. "), ...problemOf(error));
    const field = error.field ? form.elements.namedItem(error.field) : null;
    if (field) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  } finally {
    button.disabled = false;
    await refresh();
  }
});

refresh();
setInterval(refresh, REFRESH_MILLIS);
