/** What must not be told of a question before it was answered. */
export interface Secret {
  readonly courseId: string;
  readonly questionId: string;
  /** Words that stand in the key alone. */
  readonly words: readonly string[];
  /** Ids of the options that are right, and of those that are not. */
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** Words that stand in one option each. */
  readonly marks?: { readonly right: readonly string[]; readonly wrong: readonly string[] };
}

/** Members that say what is right, or might. An author's own remarks on code are no key. */
const TELLING =
  /^(?:is)?(?:correct|right|solution|answerKey|acceptedText|expected)|^explanation$|^answer(?:Index|Ids?|Text)?$/i;

/** What a text gives away of some secrets, and whatever in it has a name that gives something away. */
export const leaksIn = (text: string, secrets: readonly Secret[]): string[] => [
  ...secretsIn(text, secrets),
  ...new Set(telling(parsed(text), [])),
];

/**
 * The secrets that a text gives away: words of a key, also in base64, and options that are told from the others of
 * their question by how often they are named.
 */
export function secretsIn(text: string, secrets: readonly Secret[]): string[] {
  const whole = `${text}\n${decoded(text)}`.toLowerCase();
  const times = Map.groupBy([...(whole.match(UUID) ?? []), ...(whole.match(MARK) ?? [])], (name) => name);
  const named = (name: string) => times.get(name)?.length ?? 0;
  return secrets.flatMap((secret) => {
    const { questionId, marks = { right: [], wrong: [] } } = secret;
    const told = favoured(named, secret) || favoured(named, marks);
    return [
      ...wordsIn(whole, secret),
      ...(told ? [`an option that is told from the others, of ${questionId}`] : []),
    ];
  });
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const MARK = /option[0-9a-f]{12}/g;

const wordsIn = (text: string, { questionId, words }: Secret): string[] =>
  words.filter((word) => text.includes(word.toLowerCase())).map((word) => `${word} of ${questionId}`);

/** Whether options that are right are named more or less often than those that are not. */
function favoured(
  named: (name: string) => number,
  { right, wrong }: Pick<Secret, "right" | "wrong">,
): boolean {
  if (right.length === 0 || wrong.length === 0) return false;
  return new Set([...right, ...wrong].map(named)).size > 1;
}

/** Members whose name says what is right, and options with more to them than an id and a text. */
function telling(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => telling(item, [...path, "#"]));
  if (typeof value !== "object" || value === null) return [];
  const isCode = "type" in value && value.type === "code";
  const isOption = path.at(-1) === "#" && path.at(-2) === "options";
  return Object.entries(value).flatMap(([name, member]) => [
    ...(TELLING.test(name) && !isCode ? [`a member ${[...path, name].join("/")}`] : []),
    ...(isOption && name !== "id" && name !== "text" ? [`an option's member ${name}`] : []),
    ...telling(member, [...path, name]),
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whatever may be base64, as the text it may be: a cursor or a token is seen by its holder. */
const decoded = (text: string): string =>
  (text.replace(UUID, " ").match(/[\w+/-]{24,}/g) ?? [])
    .flatMap((run) =>
      [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), "base64").toString("latin1")),
    )
    .join("\n");
