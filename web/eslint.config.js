import globals from "globals";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Each layer may only look inwards: editor (kernel) ← editors ← pages; ui knows none of them.
const wall = (files, groups, extra = {}) => ({
    files,
    rules: {
        "@typescript-eslint/no-restricted-imports": [
            "error",
            { patterns: groups.map(([group, message, allowTypeImports = false]) => ({ group, message, allowTypeImports })) },
        ],
        ...extra,
    },
});

const browser = [
    "window",
    "document",
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "indexedDB",
    "localStorage",
    "sessionStorage",
    "navigator",
    "location",
];

export default tseslint.config(
    { ignores: ["dist", "src/api/schema.d.ts"] },
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: {
            globals: { ...globals.browser, ...globals.node },
            parserOptions: {
                projectService: { allowDefaultProject: ["scripts/*.js", "public/*.js"] },
                tsconfigRootDir: import.meta.dirname,
            },
        },
        linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true },
        plugins: { "react-hooks": reactHooks },
        rules: {
            "react-hooks/rules-of-hooks": "error",
            "react-hooks/exhaustive-deps": "error",
            "max-lines": ["error", 400],
            "no-console": "error",
            "no-restricted-properties": [
                "error",
                { object: "crypto", property: "randomUUID", message: "Missing on plain-HTTP hosts; use newId() of editor/id." },
                { object: "crypto", property: "subtle", message: "Missing on plain-HTTP hosts." },
                { object: "Math", property: "random", message: "Use newId() of editor/id." },
            ],
            "no-restricted-syntax": [
                "error",
                {
                    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
                    message: "User content is rendered as text; Markdown goes through ui/Markdown.",
                },
                { selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]", message: "No HTML strings." },
            ],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
            // Lengths are counted in code points, as the server does.
            "@typescript-eslint/no-misused-spread": "off",
        },
    },
    wall(
        ["src/editor/**"],
        [
            [
                ["react", "react-*", "react/*", "react-dom/*", "@tanstack/*", "openapi-fetch", "lucide-react"],
                "The kernel knows neither React nor the network.",
            ],
            [["@/*", "../*"], "The kernel imports nothing outside its folder."],
        ],
        { "no-restricted-globals": ["error", ...browser.map((name) => ({ name, message: "The kernel runs without a browser." }))] },
    ),
    wall(
        ["src/editors/**"],
        [
            [["@/pages", "@/pages/**", "../../pages/**"], "editors ← pages: an editor knows no page."],
            [
                ["@/api/**", "openapi-fetch", "@tanstack/react-query"],
                "An editor is handed its data; it may use the API's types only.",
                true,
            ],
        ],
    ),
    wall(["src/ui/**"], [[["@/pages/**", "@/editors/**", "@/editor/**", "@/api/**"], "ui knows no page, editor or call."]]),
    { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
    { files: ["scripts/*.js"], rules: { "no-console": "off" } },
    {
        files: ["src/**/*.test.{ts,tsx}"],
        rules: {
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/no-confusing-void-expression": "off",
            "@typescript-eslint/no-meaningless-void-operator": "off",
        },
    },
);
