/** Who may know whom; `test/contract/architecture.test.ts` breaks each rule once. Type-only imports count. */
import { Visitor } from "@swc/core/Visitor.js";

// swc parses `using`, which its visitor does not know: it declares as `const` does.
const { visitStatement } = Visitor.prototype;
/** @type {(this: Visitor, statement: any) => import("@swc/core").Statement} */
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== "UsingDeclaration") return visitStatement.call(this, statement);
  return this.visitVariableDeclaration({ ...statement, declarations: statement.decls });
};

const AREA = "^functions/(?!shared/|platform/)([^/]+)/";

/** A contract that outgrows its file is split by theme: `session-contract.ts`. */
const CONTRACT = [`${AREA}contract[.]ts$`, `${AREA}[a-z]+-contract[.]ts$`];
/** A verb is hyphenated, a noun is one word: a noun of two words has to be named here. */
const TWO_WORD_NOUNS = ["access-token", "refresh-token"];
const VERB = {
  path: `${AREA}.*-[a-z]+[.]ts$`,
  pathNot: `-store[.]ts$|-contract[.]ts$|/(?:${TWO_WORD_NOUNS.join("|")})[.]ts$`,
};
const NOUN = `${AREA}(?!(?:api|jobs|events|contract)[.]ts$)(?:[a-z]+|${TWO_WORD_NOUNS.join("|")})[.]ts$`;

/** Libraries that only compute: no clock, no network, no file. */
const PURE = [
  "@zxcvbn-ts",
  "canonicalize",
  "minisearch",
  "otpauth",
  "structured-headers",
  "tinyld",
  "ts-fsrs",
  "wink-[^/]+",
  "zod",
];
const CLOUD = ["@google-cloud", "@grpc", "firebase-admin", "firebase-functions", "google-auth-library"];
/** @param {string[]} names */
const packages = (names) => `node_modules/(?:${names.join("|")})/`;

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const direction = [
  { name: "no-cycles", from: {}, to: { circular: true } },
  {
    name: "shared-knows-nobody",
    comment: "shared/ is words, not wiring: no area, no platform, no package but zod.",
    from: { path: "^functions/shared/" },
    to: { pathNot: ["^functions/shared/", packages(["zod"])], dependencyTypesNot: ["core"] },
  },
  {
    name: "platform-knows-no-area",
    comment: "A word of the product in platform/ is in the wrong place.",
    from: { path: "^functions/platform/" },
    to: { path: AREA },
  },
  {
    name: "nobody-knows-the-root",
    comment: "Code is given its dependencies; it never fetches them from deps.ts.",
    from: { path: "^functions/[^/]+/" },
    to: { path: "^functions/[^/]+[.]ts$" },
  },
  {
    name: "functions-know-no-tooling",
    comment: "The local stack and the scripts are not deployed.",
    from: { path: "^functions/" },
    to: { path: "^(?:scripts|infra/local)/" },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const insideAreas = [
  {
    name: "another-areas-store-is-private",
    comment: "Call the other area's verb, or listen to its event.",
    from: { path: AREA },
    to: { path: `${AREA}.*-store[.]ts$`, pathNot: "^functions/$1/" },
  },
  {
    name: "edges-are-leaves",
    comment: "api, jobs and events bind; nothing inside an area may call them.",
    from: { path: AREA, pathNot: `${AREA}jobs[.]ts$` },
    to: { path: `${AREA}(?:api|jobs|events)[.]ts$` },
  },
  {
    name: "jobs-take-in-their-own-events",
    comment: "One private function answers an area's jobs and events.",
    from: { path: `${AREA}jobs[.]ts$` },
    to: { path: `${AREA}(?:api|jobs|events)[.]ts$`, pathNot: "^functions/$1/events[.]ts$" },
  },
  {
    name: "nouns-are-pure",
    comment: "A noun holds schemas and rules: no store, no platform, no package but those that only compute.",
    from: { path: NOUN },
    to: {
      path: `^functions/platform/|-store[.]ts$|node_modules/(?!${PURE.map((name) => `${name}/`).join("|")})`,
    },
  },
  {
    name: "nouns-do-no-io",
    comment: "Files, sockets, processes and the clock come in through deps.",
    from: { path: NOUN },
    to: { dependencyTypes: ["core"], pathNot: "^(?:node:)?(?:assert|buffer|crypto|util)$" },
  },
  {
    name: "quality-rules-are-pure",
    comment: "The same questions give the same report: a rule touches nothing but what it is given.",
    from: { path: "^functions/quality/(?:rules|lexicons)/" },
    to: {
      path: "^functions/platform/|-store[.]ts$|^(?:node:)?(?:fs|net|http|https|child_process|process|os)",
    },
  },
  {
    name: "nothing-below-calls-a-verb",
    comment: "Nouns, contracts and stores lie below the verbs.",
    from: { path: [NOUN, ...CONTRACT, `${AREA}.*-store[.]ts$`] },
    to: VERB,
  },
  {
    name: "cloud-sdks-stay-outside",
    comment: "Only platform/, stores and the root may import a Google SDK.",
    from: { path: "^functions/", pathNot: "^functions/platform/|-store[.]ts$|^functions/[^/]+[.]ts$" },
    to: { path: packages(CLOUD) },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const aroundFunctions = [
  {
    name: "infra-knows-only-the-lists",
    comment:
      "The local stack reads what is deployed (functions/areas.ts, the contracts), the settings, and how we say no.",
    from: { path: "^infra/" },
    to: {
      path: "^functions/",
      pathNot: [
        "^functions/(?:areas|platform/config|shared/[a-z]+)[.]ts$",
        "^functions/platform/(?:http/problem-json|telemetry/trace)[.]ts$",
        ...CONTRACT,
      ],
    },
  },
  {
    name: "infra-knows-no-script",
    from: { path: "^infra/" },
    to: { path: "^scripts/" },
  },
  {
    name: "production-knows-no-test",
    from: { path: "^(?:functions|infra|scripts)/" },
    to: { path: "^test/" },
  },
  {
    name: "tests-stay-apart",
    comment: "A test may use test/support, never another test.",
    from: { path: "^test/" },
    to: { path: "[.]test[.]ts$" },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const hygiene = [
  {
    name: "deployed-code-needs-deployed-packages",
    comment: "A development package is not there in production; only its types may be used.",
    from: { path: "^functions/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "imports-resolve",
    comment: "Files only: a package may hold nothing but types, and the compiler resolves those.",
    from: {},
    to: { couldNotResolve: true, path: "^[.#]" },
  },
  {
    name: "no-orphans",
    from: { orphan: true, path: "^functions/" },
    to: {},
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...direction, ...insideAreas, ...aroundFunctions, ...hygiene].map((rule) => ({
    severity: "error",
    ...rule,
  })),
  options: {
    // TypeScript 7 has no JavaScript API to parse with; swc reads imports, their types included.
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "types"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs"],
    },
  },
};
