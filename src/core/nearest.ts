/** The name that a mistyped one is most likely meant to be: at most a third of its letters differ; undefined if none is near. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.ceil(name.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Letters to insert, delete or replace to make one text of another (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [n, letter] of [...from].entries()) {
    let corner = n;
    const next = [n + 1];
    for (const [m, other] of [...to].entries()) {
      const above = row[m + 1] ?? 0;
      next.push(Math.min(above + 1, (next[m] ?? 0) + 1, corner + (letter === other ? 0 : 1)));
      corner = above;
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
