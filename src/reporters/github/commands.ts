/** An annotation of a step, in GitHub's words. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  /** Path from the root of the repository, where the annotation belongs to a file. */
  readonly file?: string;
  /** Several lines are allowed. */
  readonly message: string;
}

/** The workflow command that makes an annotation, one line; escaped as `@actions/core` does it. */
export function annotationCommand({ level, title, file, message }: Annotation): string {
  const properties = [...(file === undefined ? [] : [['file', file]]), ['title', title]];
  const written = properties.map(([key, value = '']) => `${key}=${escapeProperty(value)}`);
  return `::${level} ${written.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
