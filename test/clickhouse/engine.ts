import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { text as readAll } from "node:stream/consumers";

export interface ClickHouseEngine {
  /** For `@clickhouse/client`, as a server's own. */
  readonly url: string;
  execute(statement: string): void;
  /** What the engine was asked over HTTP. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

interface Session {
  query(statement: string, format?: string): unknown;
  cleanup(): void;
}

/**
 * ClickHouse's own engine, in this process, behind as much of its HTTP interface as the client uses: the statement in
 * the body, settings in the address, errors as the server words them.
 */
export async function startClickHouse(): Promise<ClickHouseEngine> {
  const { Session: Engine } = createRequire(import.meta.url)("chdb") as { Session: new () => Session };
  const session = new Engine();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const statement = await readAll(request);
      asked.push(statement);
      try {
        response.end(String(session.query(withSettings(statement, request), "JSONCompactEachRow")));
      } catch (error) {
        const told = error instanceof Error ? error.message.replace(/^Query failed: /, "") : String(error);
        response.writeHead(500, { "x-clickhouse-exception-code": /Code: (\d+)/.exec(told)?.[1] ?? "1" });
        response.end(`${told}\n`);
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://reader:secret@127.0.0.1:${port}/default`,
    execute: (statement) => {
      session.query(statement);
    },
    asked,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      session.cleanup();
    },
  };
}

/** Settings in the address hold for the statement; the format stays last. */
function withSettings(statement: string, request: IncomingMessage): string {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const settings = ["join_use_nulls", "max_execution_time", "readonly"]
    .filter((name) => searchParams.has(name))
    .map((name) => `${name} = ${Number(searchParams.get(name))}`);
  const match = /^(.*?)(\s+FORMAT\s+(\w+)\s*)?$/s.exec(statement);
  return settings.length === 0 ? (match?.[1] ?? statement) : `${match?.[1]} SETTINGS ${settings.join(", ")}`;
}
