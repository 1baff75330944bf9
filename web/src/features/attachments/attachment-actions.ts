/** Choosing, uploading and reading files, as screens ask for it. The parts that do it are loaded when they are first needed. */

import type { AttachmentActions } from "@/app/actions";
import type { Api } from "@/lib/api-client";
import type { Store } from "@/store/store";
import type { Uploader } from "./uploader";

/** A large file on a slow line. */
const fileWithinMs = 600_000;

export function createAttachments(store: Store, api: Api): AttachmentActions {
  let loading: Promise<Uploader> | null = null;

  function uploader(): Promise<Uploader> {
    loading ??= Promise.all([import("./uploader"), import("./previews")]).then(([{ createUploader }, browser]) => createUploader({ store, api, ...browser }));
    return loading;
  }

  return {
    add: async (conversationId, files) => (await uploader()).add(conversationId, files),
    remove: (keys) => void uploader().then((it) => it.remove(keys)),
    retry: (key) => void uploader().then((it) => it.retry(key)),
    read: (id, what) => api.get<Blob>(`/api/chat/attachments/${id}/${what}`, { isFile: true, withinMs: fileWithinMs }),
  };
}
