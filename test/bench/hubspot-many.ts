import { createServer } from "node:http";

/** A HubSpot that makes up as many contacts as it is told, page by page, and has nothing else. Prints its address. */
const contacts = Number(process.argv[2]);
const first = Date.UTC(2023, 10, 25);
const page = 50;

function contact(id: number) {
  const created = new Date(first + ((id * 7919) % (3 * 365 * 1440)) * 60_000).toISOString();
  const mql = new Date(Date.parse(created) + (id % 97) * 3_600_000).toISOString();
  const history = [{ value: "lead", timestamp: created }];
  if (id % 3 === 0) history.unshift({ value: "marketingqualifiedlead", timestamp: mql });
  return {
    id: String(id),
    properties: {
      createdate: created,
      lastmodifieddate: history[0]?.timestamp ?? created,
      hs_analytics_source: id % 2 === 0 ? "PAID_SEARCH" : "ORGANIC_SEARCH",
      associatedcompanyid: String(id % 9973),
    },
    propertiesWithHistory: { lifecyclestage: history, hs_lead_status: [] },
    createdAt: created,
    updatedAt: created,
    archived: false,
  };
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const after = Number(url.searchParams.get("after") ?? 1);
  const isContacts = url.pathname.endsWith("/contacts") && request.method === "GET";
  const ids = isContacts
    ? Array.from({ length: Math.min(page, contacts - after + 1) }, (_, at) => after + at)
    : [];
  const next =
    after + page <= contacts && isContacts ? { paging: { next: { after: String(after + page) } } } : {};
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ total: 0, results: ids.map(contact), ...next }));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
