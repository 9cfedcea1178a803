// Reads one stream of the API as any program would, with npm's eventsource, and writes what it sees, one JSON object a
// line: {"open", "last"} for each connection, with the Last-Event-ID that it asked with, and {"id", "data"} for each event.
//
//	STOA_TOKEN=… node eventsource.mjs http://127.0.0.1:8080/api/v1/events?topic=meeting:1:1
import { EventSource } from "eventsource";

const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
let asked = "";

const source = new EventSource(process.argv[2], {
  fetch: (url, init) => {
    asked = new Headers(init.headers).get("Last-Event-ID") ?? "";
    return fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${process.env.STOA_TOKEN}` } });
  },
});
source.onopen = () => say({ open: true, last: asked });
source.onmessage = (event) => say({ id: event.lastEventId, data: event.data });
source.onerror = (event) => {
  if (source.readyState === source.CLOSED) {
    console.error(`the stream is refused: ${event.code} ${event.message}`);
    process.exit(1);
  }
};
