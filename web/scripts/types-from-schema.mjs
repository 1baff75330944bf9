// Reads a JSON schema with $defs on standard input and writes TypeScript types for all of them on standard output.
// Called by deploy/generate.py, which makes the schema from the services' structs.
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(readFileSync(0, "utf8"));

// Numbered property titles and length limits would become tuples and clutter; the types only need the shape.
const limits = new Set(["minLength", "maxLength", "minItems", "maxItems", "pattern", "minimum", "maximum", "maxProperties"]);
const shapeOnly = (value) => {
  if (Array.isArray(value)) return value.map(shapeOnly);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) => !limits.has(key));
  const copy = Object.fromEntries(kept.map(([key, part]) => [key, shapeOnly(part)]));
  if (copy.type === "object" && copy.properties) copy.additionalProperties = false;
  return copy;
};

const types = await compile(shapeOnly(schema), "Contract", {
  bannerComment: "// Made from the services' structs by `./natter fix`; do not edit.\n",
  unreachableDefinitions: true,
  additionalProperties: false,
  declareExternallyReferenced: true,
  style: { printWidth: 120 },
});
const withoutClutter = types
  .replace(/export interface Contract \{[^}]*\}\n/, "")
  .replace(/\/\*\*\n \* This interface was referenced by `Contract`'s JSON-Schema\n[^\n]*\n \*\/\n/g, "")
  .replace(/ \*\n \* This interface was referenced by `Contract`'s JSON-Schema\n[^\n]*\n/g, "")
  .replace(/\n(?=export |\/\*\*)/g, "\n\n")
  .replace(/ \*\/\n\nexport/g, " */\nexport");
process.stdout.write(withoutClutter);
