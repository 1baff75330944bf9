import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import german from "@/i18n/de.json";
import { type Catalog, ENGLISH, speak } from "@/i18n/t";
import { messagesIn } from "../../scripts/messages.ts";
import { errorOf } from "./api-error";
import { serverWords } from "./server-words";

const inGerman = () => speak({ locale: "de", catalog: german as unknown as Catalog, isRightToLeft: false });
const answer = (status: number, message: string) => new Response(JSON.stringify({ error: { code: "conflict", message, field: null, retry: null } }), { status });

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

describe("what the server says", () => {
  test("is shown as it says it in English", async () => {
    expect(serverWords("A sentence of tomorrow.")).toBe("A sentence of tomorrow.");
    expect((await errorOf(answer(409, "this message was deleted"))).message).toBe("This message was deleted.");
  });

  test("is translated, with its numbers as the language writes them", async () => {
    inGerman();
    expect((await errorOf(answer(409, "This message was deleted."))).message).toBe("Diese Nachricht wurde gelöscht.");
    expect(serverWords("A message has at most 4,000 characters; this has 12,345.")).toBe("Eine Nachricht hat höchstens 4.000 Zeichen; diese hat 12.345.");
  });

  test("that nobody has translated is told by the status of the answer", async () => {
    inGerman();
    expect((await errorOf(answer(403, "Only on Sundays."))).message).toBe("Das darfst du nicht.");
  });

  test("is still said by the services in these words", () => {
    const list = readFileSync(join(import.meta.dirname, "../i18n/server-sentences.ts"), "utf8");
    const sentences = messagesIn("server-sentences.ts", list).map(({ text }) => text);
    const folder = join(import.meta.dirname, "../../../services");
    const services = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".py"));
    const gateway = readFileSync(join(folder, "../gateway/nginx.conf.template"), "utf8");
    const said = services.map((name) => readFileSync(join(folder, name), "utf8")).join("\n") + gateway;
    // There, a number is {anything}; "There is no such …" takes its noun.
    const pattern = (sentence: string) => new RegExp(sentence.replace(/[.?()]/g, "\\$&").replace(/\{n\d\}/g, "(\\{[^}]+\\}|\\d+)"));
    const isSaid = (sentence: string) => {
      const noun = /^There is no such (\w+), or/.exec(sentence)?.[1];
      return noun ? said.includes(`NotFound("${noun}"`) : pattern(sentence).test(said);
    };
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.filter((sentence) => !isSaid(sentence))).toEqual([]);
  });
});
