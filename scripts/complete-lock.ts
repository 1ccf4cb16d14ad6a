/**
 * Adds to `package-lock.json` the builds for other platforms that `npm install` left out: it drops an optional
 * package its registry does not serve, and `npm ci` then refuses the lock ("Missing: …@ from lock file").
 * An entry made here has no integrity; it is only ever installed on the platform it names.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

interface Locked {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
  readonly [field: string]: unknown;
}

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/** The lock with an entry for every optional package pinned to one platform that has none. */
export function completeLock(lock: Lock): Lock {
  const missing = Object.values(lock.packages)
    .flatMap((locked) => builds(locked))
    .filter(([path]) => lock.packages[path] === undefined);
  const sorted = [...Object.entries(lock.packages), ...missing].sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** The builds a package offers for single platforms, told by their names: `…-linux-arm64-musl`. */
function builds(locked: Locked): [path: string, Locked][] {
  return Object.entries(locked.optionalDependencies ?? {}).flatMap(([name, version]) => {
    const words = name.split(/[/-]/);
    const os = SYSTEMS.find((system) => words.includes(system));
    const cpu = PROCESSORS.find((processor) => words.includes(processor));
    if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) return [];
    const libc = words.includes("musl") ? "musl" : "glibc";
    return [
      [
        `node_modules/${name}`,
        {
          version,
          cpu: [cpu],
          ...(locked.dev === true && { dev: true }),
          ...(os === "linux" && { libc: [libc] }),
          optional: true,
          os: [os],
        },
      ],
    ];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // npm wrote the file in this shape; nothing here reads more of it than `packages`.
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
  writeFileSync("package-lock.json", `${JSON.stringify(completeLock(lock), null, 2)}\n`);
}
