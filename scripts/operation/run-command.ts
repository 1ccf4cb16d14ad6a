import { type Command, CommanderError } from "commander";
import { CannotStart } from "./installation.ts";

/** What `process.exit` is given: 0 all is well, 1 the command found or refused something, 2 it could not do its work. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command line to its end. Wrong arguments, and whatever the command throws, end it with 2. */
export async function runCommand(program: Command): Promise<never> {
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    process.stderr.write(`${error instanceof CannotStart ? error.message : String(error)}\n`);
    process.exit(2);
  }
  // Google's clients keep sockets open for a while.
  process.exit();
}

/** The exit code a command ends with when nothing goes wrong. */
export function endWith(code: ExitCode): void {
  process.exitCode = code;
}
