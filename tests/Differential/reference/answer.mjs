// Reads evaluation records (JSON Lines) on standard input and writes the results of the reference:
//   node answer.mjs < records.jsonl
import { answerMembers, evaluate } from "./evaluate.mjs";
import { lines, writeLine } from "./lines.mjs";

for await (const line of lines(process.stdin)) {
  let id = null;
  let members;
  try {
    const request = JSON.parse(line);
    id = request.id ?? null;
    members = answerMembers(evaluate(request));
  } catch (error) {
    members = `"error":${JSON.stringify(`the reference threw: ${error?.message ?? error}`)}`;
  }
  await writeLine(process.stdout, `{"id":${JSON.stringify(id)},${members}}`);
}
