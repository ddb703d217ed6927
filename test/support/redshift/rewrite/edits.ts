/** Changes of a text, collected and made at once. What lies inside of a place that is replaced goes with it. */
export class Edits {
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  applyTo(sql: string): string {
    const ordered = this.#edits.map((edit, order) => ({ ...edit, order }));
    ordered.sort((a, b) => a.start - b.start || a.order - b.order);
    let [result, at] = ['', 0];
    for (const { start, end, text } of ordered) {
      if (start < at) continue;
      result += sql.slice(at, start) + text;
      at = end;
    }
    return result + sql.slice(at);
  }
}
