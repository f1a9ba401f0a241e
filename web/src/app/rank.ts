/** What matches the typed words, best first: every word must occur, at the start of a word counts more. */
export function rank<T extends { title: string; group: string }>(entries: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = entries.flatMap((entry, order) => {
    const title = entry.title.toLowerCase();
    let score = 0;
    for (const word of words) {
      const place = title.indexOf(word);
      if (place < 0 && !entry.group.toLowerCase().includes(word)) return [];
      score += place < 0 ? 0 : place === 0 || title[place - 1] === " " ? 2 : 1;
    }
    return [{ entry, score, order }];
  });
  return scored.sort((a, b) => b.score - a.score || a.order - b.order).map(({ entry }) => entry);
}
