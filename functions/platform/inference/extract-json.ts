/**
 * The JSON in a model's answer: the whole of it, or else the longest object that stands in the prose or code
 * fence around it. `undefined` when there is none.
 */
export function extractJson(text: string): unknown {
  const whole = parse(text);
  if (whole !== undefined) return whole;
  let longest = "";
  let found: unknown;
  for (const candidate of objectsIn(text)) {
    if (candidate.length <= longest.length) continue;
    const value = parse(candidate);
    if (value !== undefined) [longest, found] = [candidate, value];
  }
  return found;
}

/** An unbalanced brace costs a scan to the end of the text, so an answer made of them must not be followed. */
const unbalancedMax = 20;

function* objectsIn(text: string): Generator<string> {
  let unbalanced = 0;
  for (let start = text.indexOf("{"); start >= 0 && unbalanced < unbalancedMax; ) {
    const end = endOfObject(text, start);
    if (end === undefined) unbalanced++;
    else yield text.slice(start, end);
    start = text.indexOf("{", end ?? start + 1);
  }
}

/** The offset after the brace that closes the one at `start`; braces inside strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
