/** The orders in the database, and the mails that arrived. */

import {LiveList, byId, element, setText, time} from "./dom.js";

function orderRow(order) {
  return element("tr", {},
      element("td", {}, String(order.id)),
      element("td", {}, element("span", {class: "main"}, order.item), element("span", {class: "sub"}, order.customer)),
      element("td", {class: "number"}, String(order.quantity)),
      element("td", {class: "number"}, time(order.placedAt)));
}

function mailItem(mail) {
  const files = mail.files.map(file => element("figure", {},
      element("figcaption", {}, file.name, " ", element("span", {class: "sub"}, file.type)),
      element("pre", {}, file.text)));
  return element("li", {}, element("details", {},
      element("summary", {},
          element("span", {class: "main"}, mail.subject),
          time(mail.date),
          element("span", {class: "sub"}, "to ", mail.mailbox),
          element("span", {class: "files"}, ...mail.files.map(file => element("span", {}, file.name)))),
      element("p", {class: "sub"}, "From ", mail.from),
      element("pre", {}, mail.text), ...files));
}

const orders = new LiveList(byId("orders"), order => order.id, orderRow);
const mails = new LiveList(byId("inbox"), mail => mail.mailbox + " " + mail.messageId, mailItem);

export function showOrders(shown) {
  orders.show(shown);
  setText(byId("order-count"), shown.length);
  byId("no-orders").hidden = shown.length > 0;
}

export function showInbox(inbox) {
  const elsewhere = inbox.note !== undefined;
  mails.show(inbox.mails);
  setText(byId("mail-count"), inbox.mails.length);
  setText(byId("inbox-note"), inbox.note ?? "");
  byId("mail-count").hidden = elsewhere;
  byId("inbox-note").hidden = !elsewhere;
  byId("no-mails").hidden = elsewhere || inbox.mails.length > 0;
}
