import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Markdown } from "./Markdown";

const attacks = [
  `<script>alert(1)</script>`,
  `<img src=x onerror=alert(1)>`,
  `[click](javascript:alert(1))`,
  `[click](JaVaScRiPt:alert(1))`,
  `[click](&#106;avascript:alert(1))`,
  `[click](data:text/html,<script>alert(1)</script>)`,
  `![x](javascript:alert(1))`,
  `![x" onerror="alert(1)](x)`,
  `<javascript:alert(1)>`,
  `[x]: javascript:alert(1)\n\n[x]`,
  `<svg/onload=alert(1)>`,
  `<a href="javascript:alert(1)">x</a>`,
  `**<iframe src=//evil>**`,
  `- <details open ontoggle=alert(1)>`,
  "```\n</code></pre><script>alert(1)</script>\n```",
  `| <b onmouseover=alert(1)> | b |\n|---|---|\n| <style>*{}</style> | d |`,
  `[x](https://a" onclick="alert(1))`,
];

it.each(attacks)("keeps markup text: %s", (source) => {
  const html = renderToStaticMarkup(<Markdown source={source} />);
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)];
  const allowed = new Set(["div", "p", "a", "strong", "em", "ul", "ol", "li", "pre", "code", "table", "thead", "tbody", "tr", "th", "td"]);
  for (const [, tag, attributes] of tags) {
    expect(allowed).toContain(tag);
    const names = [...(attributes ?? "").matchAll(/([a-z]+)="[^"]*"/g)].map(([, name]) => name);
    expect(["class", "dir", "href", "target", "rel", "scope", "start"]).toEqual(expect.arrayContaining(names));
  }
  expect(html).not.toMatch(/href="(?!https?:|mailto:)/i);
});

it("renders what instructions are made of", () => {
  const html = renderToStaticMarkup(
    <Markdown source={"# Title\n\nSay **yes** or [read](https://example.org).\n\n1. one\n2. two\n\n> note\n\n`code`"} />,
  );
  for (const part of [
    "<h3>Title</h3>",
    "<strong>yes</strong>",
    `href="https://example.org"`,
    `rel="noopener noreferrer nofollow"`,
    '<ol start="1">',
    "<blockquote>",
    "<code>code</code>",
  ])
    expect(html).toContain(part);
});
