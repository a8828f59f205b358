import { ending } from "./errors.ts";
import { runApp } from "./run-app.ts";

try {
  await runApp(process.env);
} catch (error) {
  const { text, status } = ending(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = status;
}
