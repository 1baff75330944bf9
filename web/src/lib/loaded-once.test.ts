import { expect, test, vi } from "vitest";
import { loadedOnce } from "./loaded-once";

test("a part is loaded once, and again only after a failure", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError("network")).mockResolvedValue("part");
  const part = loadedOnce(load);
  await expect(part()).rejects.toThrow("network");
  expect(await Promise.all([part(), part()])).toEqual(["part", "part"]);
  expect(load).toHaveBeenCalledTimes(2);
});
