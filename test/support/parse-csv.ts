/**
 * A strict reader of CSV by RFC 4180 with semicolons, written apart from what writes it: refuses a quote within a bare
 * field, anything after a closing quote, a line of another length, and a last line without its end.
 */
export function parseCsv(text: string): string[][] {
  if (!text.startsWith('\uFEFF')) throw new Error('No mark of UTF-8');
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 1;
  while (at < text.length) {
    const read = text[at] === '"' ? quoted(text, at) : bare(text, at);
    line.push(read.field);
    at = read.end;
    if (text[at] === ';') at += 1;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      lines.push(line);
      line = [];
    } else
      throw new Error(`Neither a field nor a line ends at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
  }
  if (line.length > 0) throw new Error('The last line has no end');
  const width = lines[0]?.length;
  const odd = lines.find((one) => one.length !== width);
  if (odd !== undefined) throw new Error(`${odd.length} fields, not ${width}: ${JSON.stringify(odd)}`);
  return lines;
}

function quoted(text: string, from: number): { field: string; end: number } {
  let field = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error(`The quote at ${from} does not end`);
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { field, end: quote + 1 };
    field += '"';
    at = quote + 2;
  }
}

function bare(text: string, from: number): { field: string; end: number } {
  const found = /^[^";\r\n]*/.exec(text.slice(from))?.[0] ?? '';
  return { field: found, end: from + found.length };
}
