// Lines of a byte stream, split at "\n" only. (Node's readline also splits at U+2028 and U+2029,
// which a JSON string may hold as they are.)
export async function* lines(stream) {
  stream.setEncoding("utf8");
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part.trim()) yield part;
  }
  if (rest.trim()) yield rest;
}

/** Writes a line and waits when the reader is slower. */
export async function writeLine(stream, line) {
  if (!stream.write(line + "\n")) await new Promise((resume) => stream.once("drain", resume));
}
