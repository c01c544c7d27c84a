/** Places orders and says what became of each. */

import {NoAnswer, ask, byId, element, explanation, notice} from "./dom.js";

const UNKNOWN = "There will be both the order and its mail, or neither; the lists will show it.";

const outcome = byId("outcome");
let underWay = false;

function placed({order, messageId, disposition}) {
  return notice("good", "Order " + order.id + " is placed.",
      element("p", {}, "Its confirmation was ", element("code", {}, disposition),
          " in the transaction. That has committed, so it is sent until the server takes it, as ",
          element("code", {}, messageId), "."));
}

function failed(error) {
  if (error instanceof NoAnswer) {
    return notice("bad", "The server did not answer.",
        element("p", {}, "Whether the order was placed is not known. " + UNKNOWN + " (" + error.message + ")"));
  }
  if (error.answer.aftermath === "UNKNOWN") {
    return notice("bad", "Whether the order was placed is not known.", element("p", {}, UNKNOWN),
        ...explanation(error.answer));
  }
  return notice("bad", "The order was not placed.", element("p", {}, "Nothing was stored and nothing was sent."),
      ...explanation(error.answer));
}

function markInvalid(form, name) {
  const field = name ? form.elements.namedItem(name) : null;
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}

async function place(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
  try {
    outcome.replaceChildren(placed(await ask("api/orders", {
      customer: form.customer.value,
      item: form.item.value,
      quantity: form.quantity.valueAsNumber,
      failAfterSending: form.fail.checked
    })));
  } catch (error) {
    outcome.replaceChildren(failed(error));
    markInvalid(form, error.answer?.field);
  }
}

/** Calls back after each order, whatever became of it. */
export function takeOrders(afterwards) {
  const form = byId("order");
  const button = form.querySelector("button");
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (underWay) {
      return;
    }
    // Not disabled, which would take the focus away.
    underWay = true;
    button.setAttribute("aria-disabled", "true");
    try {
      await place(form);
    } finally {
      underWay = false;
      button.removeAttribute("aria-disabled");
    }
    afterwards();
  });
}
