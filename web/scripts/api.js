// Writes src/api/schema.d.ts from the server's OpenAPI document: npm run api -- <openapi.json>
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const source = process.argv[2];
if (!source) {
    console.error("Say where the OpenAPI document is: npm run api -- <openapi.json>");
    process.exit(1);
}

const target = new URL("../src/api/schema.d.ts", import.meta.url);
// A schema that says nothing stands for any JSON, which is more than TypeScript's unknown tells.
const json = ts.factory.createTypeReferenceNode("JsonValue");
const says = (schema) => Object.keys(schema).some((key) => key !== "description" && !key.startsWith("x-"));
const tree = await openapiTS(JSON.parse(await readFile(source, "utf8")), {
    inject: 'import type { JsonValue } from "./json";',
    transform: (schema) => (says(schema) ? undefined : json),
});
const types = astToString(tree);

// Left alone when nothing changed, so that builds that look at times stay quiet.
const before = await readFile(target, "utf8").catch(() => "");
if (before !== types) await writeFile(target, types);
console.log(`${before === types ? "Unchanged" : "Wrote"} ${fileURLToPath(target)}`);
