import { readFileSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { auditBank } from "../functions/quality/audit-bank.ts";
import { BankFormat } from "../functions/quality/banks/bank.ts";
import { decodeText } from "../functions/quality/banks/decode-text.ts";
import { readBank } from "../functions/quality/banks/read-bank.ts";
import { renderReport } from "../functions/quality/render-report.ts";
import { SEVERITIES } from "../functions/quality/rule.ts";
import { Language } from "../functions/shared/language.ts";
import { Problem } from "../functions/shared/problem.ts";
import { CannotStart } from "./operation/installation.ts";
import { endWith, runCommand } from "./operation/run-command.ts";
import { asJson, type FileReport, isBadEnough, pageOf, type Threshold } from "./quality/file-report.ts";
import { asTable } from "./quality/table.ts";

/** A school's whole bank fits; more than this is no question bank. */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_QUESTIONS = 20_000;

const program = new Command("npm run quality --")
  .description(
    "Looks for flaws in question banks: Moodle's GIFT, QTI (1.2, 2.x, 3.0), or our own JSON (a bank, or a course exported with its keys). Needs no account, no network and no emulator.",
  )
  .argument("<files...>", "what to look at; - is standard input")
  .addOption(
    new Option("--format <name>", "what the files are (default: told by each)").choices(BankFormat.options),
  )
  .option(
    "--language <tag>",
    "what the questions are written in, as en or de-AT (default: told by each)",
    language,
  )
  .option("--json", "one JSON document instead of a table")
  .option("--html <file>", "a page for people as well; - prints it instead of the table")
  .addOption(
    new Option("--fail-on <severity>", "from which severity on there is exit code 1")
      .choices([...SEVERITIES, "never"])
      .default("error"),
  )
  .addHelpText(
    "after",
    `
Exit codes: 0 nothing at or above the severity; 1 something, or a question that cannot be read; 2 a file that
cannot be read, or wrong arguments.

Examples:
  npm run quality -- cells.gift
  npm run quality -- exam.xml --html report.html --fail-on warning
  unzip -p quiz.zip quiz.xml | npm run quality -- - --format qti --json`,
  )
  .action(audit);

interface Options {
  format?: BankFormat;
  language?: string;
  json?: true;
  html?: string;
  failOn: Threshold;
}

function language(value: string): string {
  const read = Language.safeParse(value);
  if (!read.success) throw new InvalidArgumentError("It has to be a tag such as en or pt-BR.");
  return read.data;
}

async function audit(files: string[], { json, html, failOn, ...told }: Options): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await reportOn(file, told));
  if (reports.some((report) => "problem" in report)) endWith(2);
  else endWith(reports.some((report) => isBadEnough(report, failOn)) ? 1 : 0);
  if (html !== undefined) {
    const page = await renderReport(pageOf(reports));
    if (html === "-") await say(page);
    else writeFileSync(html, page);
  }
  if (json) await say(asJson(reports));
  else if (html !== "-")
    await say(asTable(reports, process.stdout.isTTY ? process.stdout.columns : undefined));
}

async function reportOn(file: string, told: Pick<Options, "format" | "language">): Promise<FileReport> {
  const name = file === "-" ? "standard input" : file;
  try {
    const text = decodeText(bytesOf(file));
    const reading = await readBank({ ...told, text, fileName: file, mostQuestions: MOST_QUESTIONS });
    return { file: name, audit: auditBank(reading) };
  } catch (error) {
    if (error instanceof Problem)
      return { file: name, problem: { detail: error.message, errors: error.errors } };
    throw error;
  }
}

function bytesOf(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    // Node's own errors of files carry a code; its words name the file.
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new Problem("bank-unreadable", REASONS[code] ?? `The file cannot be opened (${code}).`);
  }
  if (bytes.byteLength <= MOST_BYTES) return bytes;
  throw new Problem("bank-unreadable", "The file has more than 20 MiB. Split it.");
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EISDIR: "It is a folder: name the files in it.",
  EACCES: "The file may not be read.",
};

// Whoever reads the pipe may have seen enough: `npm run quality -- bank.gift | head`.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === "EPIPE" ? process.exitCode : 2),
);

/** A pipe takes long texts in parts, and the process is not to end before the last. */
const say = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${text.trimEnd()}\n`, (error) => {
      if (!error) resolve();
      else reject(new CannotStart(error.message));
    });
  });

await runCommand(program);
