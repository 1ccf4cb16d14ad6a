import type { Context } from "hono";
import { listPage, Position } from "../platform/firestore/list-page.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, type Env } from "../platform/http/request.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { Problem } from "../shared/problem.ts";
import { confirmUpload } from "./confirm-upload.ts";
import { endpoints } from "./contract.ts";
import { createSource } from "./create-source.ts";
import { deleteSource } from "./delete-source.ts";
import { findSource } from "./find-source.ts";
import { listCitations } from "./list-citations.ts";
import { makeScope, type ScopeDeps } from "./make-scope.ts";
import { mintUpload } from "./mint-upload.ts";
import { requestUpload } from "./request-upload.ts";
import { Source, shownSource } from "./source.ts";
import type { CreateSource } from "./source-contract.ts";
import { readText } from "./source-library.ts";

export interface SourceDeps extends ScopeDeps {
  readonly transact: (tid: string) => Transact;
  readonly buckets: { readonly sources: Bucket };
}

/** When to ask for a file that is being read the first time. */
const POLL_SECONDS = "2";

/** What learners bring to learn from. */
export function bindSources(app: AreaApp, deps: SourceDeps): void {
  const scope = sourceScope(deps);

  app.openapi(endpoints.createSource.route, async (c) => {
    const known = scope(c);
    const wanted = c.req.valid("json");
    if (wanted.visibility === "tenant" && !deps.http.permits(callerOf(c), "source:share"))
      throw new Problem(
        "access-denied",
        "Sharing a source with the tenant needs the permission source:share.",
      );
    // Nothing is stored with the answer that lets somebody upload: the place is told apart from it, and anew.
    const answer = await deps.http.idempotency.once(
      c,
      (transact) => bring({ ...known, transact }, known.userId, wanted),
      (source) => ({
        status: 201,
        headers: { location: `/v1/sources/${source.id}` },
        body: shownSource(source),
      }),
    );
    return withUpload(c, answer, known);
  });

  app.openapi(endpoints.confirmUpload.route, async (c) => {
    const source = await confirmUpload(scope(c), { ...scope(c), ...c.req.valid("param") });
    return c.json(shownSource(source), 202, { "retry-after": POLL_SECONDS });
  });

  app.openapi(endpoints.listSources.route, async (c) => {
    const { tid, userId, sources } = scope(c);
    const list = cursors(await deps.cursorKey(), [tid, userId, "listSources"], Position);
    const page = await listPage(sources.sources, list, c.req.valid("query"), (all) =>
      all.where("ownerId", "==", userId),
    );
    return c.json({ ...page, items: page.items.map(shownSource) }, 200);
  });

  app.openapi(endpoints.getSource.route, async (c) => {
    const source = await findSource(scope(c), { ...scope(c), ...c.req.valid("param") });
    return c.json({ ...shownSource(source), text: await readText(scope(c), source.id) }, 200);
  });

  app.openapi(endpoints.listCitations.route, async (c) => {
    const { id: sourceId } = await findSource(scope(c), { ...scope(c), ...c.req.valid("param") });
    const items = await listCitations(scope(c), { ...scope(c), sourceId });
    return c.json({ items, nextCursor: null }, 200);
  });

  app.openapi(endpoints.deleteSource.route, async (c) => {
    const asked = { ...c.req.valid("param"), ...c.req.valid("query"), ifMatch: c.req.header("if-match") };
    await deleteSource(scope(c), { ...scope(c), ...asked });
    return c.body(null, 204);
  });
}

/** What the verbs of sources need for a caller. */
function sourceScope(deps: SourceDeps) {
  const open = makeScope(deps);
  return (c: Context<Env>) => {
    const known = open(c);
    return { ...known, files: deps.buckets.sources, transact: deps.transact(known.tid) };
  };
}

type Scope = ReturnType<ReturnType<typeof sourceScope>>;

/** A text at once, or the place of a file to come. */
function bring(deps: Scope, ownerId: string, wanted: CreateSource) {
  const { title, visibility, text, contentType, size } = wanted;
  if (text !== undefined) return createSource(deps, { ownerId, title, text, visibility });
  // The contract lets no body through that has neither.
  if (contentType === undefined || size === undefined) throw new Error("neither a text nor a file");
  return requestUpload(deps, { ownerId, title, visibility, contentType, size });
}

/** The answer with where to upload the file, where there is one to come. */
async function withUpload<T>(c: Context<Env>, answer: T, deps: Scope) {
  // `TypedResponse` is a tag for the type checker: at run time it is a Response and nothing more.
  const response = answer as unknown as Response;
  const source = response.status === 201 ? Source.safeParse(await response.clone().json()).data : undefined;
  const upload = source && (await mintUpload(deps, { sourceId: source.id }));
  if (!source || !upload) return answer;
  c.header("cache-control", "no-store");
  return c.json({ ...source, ...upload }, 201, { location: `/v1/sources/${source.id}` });
}
