/** Which Chromium the tests drive: the machine's own when there is one, else the one that an npm package carries. */
import packaged from "@sparticuz/chromium";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export async function findBrowser(): Promise<{ executablePath: string; args: string[] }> {
  const installed = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);
  // Chromium's own sandbox needs rights that containers and root do not have. The package's own arguments are for
  // one page in one process without web security, which is not what people use.
  return { executablePath: installed ?? (await packaged.executablePath()), args: ["--no-sandbox"] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
