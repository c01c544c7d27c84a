// Sends with nodemailer as the benchmark asks, line by line on standard input; answers each line with "ok ..." or an error.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import nodemailer from "nodemailer";

let transport;
let connections;
let next;

function open(port, connectionCount, recipients, prebuilt, renderedFile, textFile) {
  connections = Number(connectionCount);
  transport = nodemailer.createTransport({
    host: "127.0.0.1",
    port: Number(port),
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  });
  const from = "shop@example.org";
  const to = Array.from({ length: Number(recipients) }, (_, i) => `recipient${i + 1}@example.org`);
  const raw = readFileSync(renderedFile);
  const text = readFileSync(textFile, "utf8");
  next = prebuilt === "true"
    ? () => ({ envelope: { from, to }, raw })
    : () => ({ from, to, subject: "Your order", text });
  return "";
}

// As many messages are under way as there are connections.
async function run(atLeast) {
  let messages = 0;
  let perSecond = 0;
  const loop = async () => {
    let sent = 0;
    let elapsed;
    const start = performance.now();
    do {
      await transport.sendMail(next());
      sent++;
      elapsed = performance.now() - start;
    } while (elapsed < Number(atLeast));
    messages += sent;
    perSecond += sent * 1000 / elapsed;
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return `${messages} ${perSecond}`;
}

function close() {
  transport.close();
  return "";
}

const commands = { open, run, close };
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.split(" ");
  try {
    console.log(`ok ${await commands[command](...rest)}`);
  } catch (e) {
    console.log(`failed: ${e}`);
  }
}
process.exit(0);
