import { lexer, type Token, type Tokens } from "marked";
import { Fragment, useMemo, type ReactNode } from "react";
import styles from "./Markdown.module.css";

/**
 * Markdown as elements: the text is parsed to tokens and each known kind becomes an element. No
 * HTML string is made anywhere, so markup in the source stays text.
 */
export function Markdown({ source }: { source: string }) {
  const tokens = useMemo(() => lexer(source, { gfm: true, breaks: false }), [source]);
  return (
    <div className={styles.markdown} dir="auto">
      {all(tokens)}
    </div>
  );
}

function all(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map((token, at) => <Fragment key={at}>{one(token)}</Fragment>);
}

function one(token: Token): ReactNode {
  const inner = "tokens" in token ? token.tokens : undefined;
  switch (token.type) {
    case "heading": {
      const Heading = (["h3", "h4", "h5"] as const)[Math.min((token as Tokens.Heading).depth, 3) - 1] ?? "h5";
      return <Heading>{all(inner)}</Heading>;
    }
    case "paragraph":
      return <p>{all(inner)}</p>;
    case "strong":
      return <strong>{all(inner)}</strong>;
    case "em":
      return <em>{all(inner)}</em>;
    case "del":
      return <del>{all(inner)}</del>;
    case "blockquote":
      return <blockquote>{all(inner)}</blockquote>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "code":
      return (
        <pre>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "space":
    case "def":
      return null;
    case "link":
      return link(token as Tokens.Link, all(inner));
    case "image":
      return (token as Tokens.Image).text;
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "escape":
      return (token as Tokens.Escape).text;
    case "text":
      return inner ? all(inner) : (token as Tokens.Text).text;
    default:
      return token.raw;
  }
}

function link(token: Tokens.Link, label: ReactNode): ReactNode {
  const safe = /^(https?:\/\/|mailto:)/i.test(token.href);
  return safe ? (
    <a href={token.href} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  ) : (
    label
  );
}

function list(token: Tokens.List): ReactNode {
  const rows = token.items.map((item, at) => <li key={at}>{all(item.tokens)}</li>);
  return token.ordered ? <ol start={Number(token.start) || 1}>{rows}</ol> : <ul>{rows}</ul>;
}

function table(token: Tokens.Table): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {token.header.map((cell, at) => (
            <th key={at} scope="col">
              {all(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, column) => (
              <td key={column}>{all(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
