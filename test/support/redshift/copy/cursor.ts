import { type RedshiftError, syntaxError } from '../error.ts';
import { type Token, tokenize } from '../rewrite/tokens.ts';
import { unquoteLiteral } from './literal.ts';

/** Walks over the tokens of one statement; what is asked for and not there is a syntax error. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #pos = 0;

  constructor(sql: string) {
    this.#tokens = tokenize(sql);
  }

  /** Undefined at the end. */
  peek(): Token | undefined {
    return this.#tokens[this.#pos];
  }

  /** True behind the last token; one semicolon may stand there. */
  atEnd(): boolean {
    if (this.#pos === this.#tokens.length - 1) this.takeSymbol(';');
    return this.peek() === undefined;
  }

  /** One of these words, or any. */
  word(...words: readonly string[]): string {
    return this.#need(({ kind, name }) => kind === 'word' && (words.length === 0 || words.includes(name))).name;
  }

  takeWord(...words: readonly string[]): string | undefined {
    return this.#take(({ kind, name }) => kind === 'word' && words.includes(name))?.name;
  }

  /** A name, quoted or not, in lower case either way. */
  name(): string {
    return this.#need(({ kind }) => kind === 'word' || kind === 'quoted').name;
  }

  /** What a literal stands for. */
  string(): string {
    return unquoteLiteral(this.#need(({ kind }) => kind === 'string').text);
  }

  takeString(): string | undefined {
    return this.peek()?.kind === 'string' ? this.string() : undefined;
  }

  integer(): number {
    return Number(this.#need(({ kind, text }) => kind === 'number' && /^\d+$/.test(text)).text);
  }

  takeSymbol(symbol: string): boolean {
    return this.#take(({ kind, text }) => kind === 'symbol' && text === symbol) !== undefined;
  }

  symbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  unexpected(token = this.peek()): RedshiftError {
    return syntaxError(token?.text ?? '');
  }

  #need(isWanted: (token: Token) => boolean): Token {
    const token = this.#take(isWanted);
    if (token === undefined) throw this.unexpected();
    return token;
  }

  #take(isWanted: (token: Token) => boolean): Token | undefined {
    const token = this.peek();
    if (token === undefined || !isWanted(token)) return undefined;
    this.#pos++;
    return token;
  }
}
