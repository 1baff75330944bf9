import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Api, ApiOptions } from "@/lib/api-client";
import { ApiError, networkError } from "@/lib/api-error";
import { newStore } from "@/store/store";
import { aPicture, conversationId, stateWith } from "@/testing/builders";
import { createUploader, leastPart } from "./uploader";
import { attachmentLimit, chosenIn } from "./uploads";

type Fault = "none" | "lost" | "unanswered" | "busy";

/** The server's side of an upload; `faults` are taken one a request: lost on the way, done without an answer, refused for now. */
function aServer(faults: Fault[] = []) {
  const uploads = new Map<string, { bytes: Buffer; size: number }>();
  const requests: string[] = [];
  const left = [...faults];
  let count = 0;

  async function through<T>(what: string, act: () => T | Promise<T>): Promise<T> {
    requests.push(what);
    const fault = left.shift() ?? "none";
    if (fault === "lost") throw networkError();
    if (fault === "busy") throw new ApiError(503, "unavailable", "Busy", null, 1);
    const answer = await act();
    if (fault === "unanswered") throw networkError();
    return answer;
  }

  function told(id: string) {
    const upload = uploads.get(id);
    if (!upload) throw new ApiError(404, "not_found", "There is no such upload");
    const isWhole = upload.bytes.length === upload.size;
    return { id, name: "x", size: upload.size, offset: upload.bytes.length, attachment: isWhole ? aPicture({ id }) : null };
  }

  const idIn = (path: string) => path.split("/").at(-1) ?? "";
  const api = {
    get: (path: string) => through("get", () => told(idIn(path))),
    post: (_path: string, { size }: { size: number }) =>
      through("post", () => {
        if (size > 10 * leastPart) throw new ApiError(413, "too_large", "A file has at most 640 kB.");
        const id = `upload-${(count += 1)}`;
        uploads.set(id, { bytes: Buffer.alloc(0), size });
        return told(id);
      }),
    patch: (path: string, _body: unknown, { raw, headers }: ApiOptions) =>
      through("patch", async () => {
        const upload = uploads.get(idIn(path));
        if (upload && Number(headers?.["Upload-Offset"]) !== upload.bytes.length) throw new ApiError(409, "wrong_offset", "Elsewhere");
        if (upload && raw) upload.bytes = Buffer.concat([upload.bytes, Buffer.from(await raw.arrayBuffer())]);
        return told(idIn(path));
      }),
    delete: (path: string) => through("delete", () => void uploads.delete(idIn(path))),
  } as unknown as Api;
  return { api, uploads, requests };
}

function setUp(faults: Fault[] = []) {
  const store = newStore();
  store.setState(stateWith());
  const server = aServer(faults);
  const forgetPreview = vi.fn<() => void>();
  const pause = vi.fn<(ms: number) => Promise<void>>().mockResolvedValue(undefined);
  const holdPage = vi.fn<(isHeld: boolean) => void>();
  const uploader = createUploader({ store, api: server.api, pause, previewOf: async () => null, forgetPreview, adopt: () => undefined, holdPage });
  const all = () => Object.values(store.getState().uploads);
  const settled = () => vi.waitFor(() => expect(all().every(({ status }) => status === "done" || status === "failed")).toBe(true), { interval: 1 });
  return { store, uploader, all, settled, pause, forgetPreview, holdPage, ...server };
}

function aFileOf(size: number, name = "a.bin"): File {
  return new File([Uint8Array.from({ length: size }, (_, index) => (index * 7) % 251)], name);
}

test("whatever is lost on the way, the file arrives whole and once", async () => {
  const fault = fc.constantFrom<Fault>("none", "lost", "unanswered", "busy");
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 12 }), fc.integer({ min: 1, max: 5 * leastPart }), async (faults, size) => {
      const { uploader, all, settled, uploads } = setUp(faults);
      const file = aFileOf(size);
      await uploader.add(conversationId, [file]);
      await settled();
      const [upload] = all();
      expect(upload).toMatchObject({ status: "done", sent: size });
      const there = uploads.get(upload?.attachment?.id ?? "");
      expect(there?.bytes.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("without a connection it is paused and goes on by itself", async () => {
  const { uploader, all, settled, pause } = setUp(["none", "lost", "lost"]);
  const seen: string[] = [];
  pause.mockImplementation(async () => void seen.push(all()[0]?.status ?? ""));
  await uploader.add(conversationId, [aFileOf(100)]);
  await settled();
  expect(seen).toEqual(["paused", "paused"]);
  expect(all()[0]?.status).toBe("done");
});

test("what is too large fails for good, with the server's reason", async () => {
  const { uploader, all, settled, requests } = setUp();
  await uploader.add(conversationId, [aFileOf(11 * leastPart)]);
  await settled();
  expect(all()[0]).toMatchObject({ status: "failed", failure: "A file has at most 640 kB.", isFinal: true });
  expect(requests).toEqual(["post"]);
});

test("a retry after a failure goes on where the server stands", async () => {
  const { uploader, all, settled, api, requests } = setUp();
  const refuse = vi.spyOn(api, "patch").mockRejectedValueOnce(new ApiError(500, "internal", "Something went wrong"));
  refuse.mockRejectedValueOnce(new ApiError(403, "forbidden", "Not now"));
  await uploader.add(conversationId, [aFileOf(100)]);
  await settled();
  expect(all()[0]).toMatchObject({ status: "failed", failure: "Not now", isFinal: false });
  uploader.retry(all()[0]?.key ?? "");
  await settled();
  expect(all()[0]?.status).toBe("done");
  expect(requests.filter((request) => request === "post")).toHaveLength(1);
});

test("a removed file is stopped, forgotten here and there", async () => {
  const { uploader, all, settled, uploads, requests, forgetPreview, holdPage } = setUp();
  await uploader.add(conversationId, [aFileOf(100)]);
  await settled();
  expect(holdPage).toHaveBeenLastCalledWith(true);
  uploader.remove([all()[0]?.key ?? ""]);
  expect(all()).toEqual([]);
  await vi.waitFor(() => expect(uploads.size).toBe(0), { interval: 1 });
  expect(requests.at(-1)).toBe("delete");
  expect(forgetPreview).toHaveBeenCalled();
  expect(holdPage).toHaveBeenLastCalledWith(false);
});

test("a message takes only so many files; the others are counted", async () => {
  const { store, uploader } = setUp();
  const files = Array.from({ length: attachmentLimit + 3 }, (_, index) => aFileOf(1, `${index}.bin`));
  expect(await uploader.add(conversationId, files)).toBe(3);
  expect(await uploader.add(conversationId, [aFileOf(1)])).toBe(1);
  expect(chosenIn(store.getState().uploads, conversationId).map(({ name }) => name)).toEqual(files.slice(0, attachmentLimit).map(({ name }) => name));
});

test("two files go at a time, the others wait for their turn", async () => {
  const { uploader, all, settled } = setUp();
  const adding = uploader.add(conversationId, [1, 2, 3].map((size) => aFileOf(size)));
  expect(all().map(({ status }) => status)).toEqual(["uploading", "uploading", "waiting"]);
  await adding;
  await settled();
  expect(all().map(({ status }) => status)).toEqual(["done", "done", "done"]);
});
