/** What the automaton makes of a byte: the value goes on, it ends with this byte, or the byte cannot stand there. */
export type Verdict = 'more' | 'done' | 'bad';

type State = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'after' | 'string' | 'escape' | 'scalar';

const [LEFT_BRACE, RIGHT_BRACE, LEFT_BRACKET, RIGHT_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;
const MAX_SCALAR = 4096;

export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether a byte within a string changes nothing. */
function isText(byte: number): boolean {
  return byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH;
}

/** Knows after each byte whether an object or array of JSON (RFC 8259) can still become one. Looks at no UTF-8. */
export class JsonAutomaton {
  #state: State = 'value';
  #open: number[] = [];
  #isKey = false;
  /** What is left of a \uXXXX. */
  #hexDigits = 0;
  #scalar = '';

  feed(byte: number): Verdict {
    if (this.#state === 'string') return this.#inString(byte);
    if (this.#state === 'escape') return this.#inEscape(byte);
    if (this.#state === 'scalar') return this.#inScalar(byte);
    if (isBlank(byte)) return 'more';
    switch (this.#state) {
      case 'key-or-close':
      case 'key':
        if (byte === RIGHT_BRACE && this.#state === 'key-or-close') return this.#close(byte);
        return byte === QUOTE ? this.#openString(true) : 'bad';
      case 'colon':
        return byte === COLON ? this.#go('value') : 'bad';
      case 'after':
        if (byte !== COMMA) return this.#close(byte);
        return this.#go(this.#open.at(-1) === LEFT_BRACE ? 'key' : 'value');
      default:
        if (byte === RIGHT_BRACKET && this.#state === 'value-or-close') return this.#close(byte);
        return this.#value(byte);
    }
  }

  /** Where the text of the string ends in which the byte at `start` stands; `start` itself where it is in none. */
  endOfText(chunk: Buffer, start: number, end: number): number {
    let at = start;
    if (this.#state === 'string') while (at < end && isText(chunk[at] as number)) at++;
    return at;
  }

  #go(state: State): Verdict {
    this.#state = state;
    return 'more';
  }

  #value(byte: number): Verdict {
    if (byte === QUOTE) return this.#openString(false);
    if (byte === LEFT_BRACE || byte === LEFT_BRACKET) {
      this.#open.push(byte);
      return this.#go(byte === LEFT_BRACE ? 'key-or-close' : 'value-or-close');
    }
    this.#scalar = '';
    this.#state = 'scalar';
    return this.#inScalar(byte);
  }

  #close(byte: number): Verdict {
    const open = this.#open.pop();
    if (byte !== (open === LEFT_BRACE ? RIGHT_BRACE : RIGHT_BRACKET)) return 'bad';
    this.#state = 'after';
    return this.#open.length === 0 ? 'done' : 'more';
  }

  #openString(isKey: boolean): Verdict {
    this.#isKey = isKey;
    return this.#go('string');
  }

  #inString(byte: number): Verdict {
    if (byte < 0x20) return 'bad';
    if (byte === BACKSLASH) return this.#go('escape');
    return byte === QUOTE ? this.#go(this.#isKey ? 'colon' : 'after') : 'more';
  }

  #inEscape(byte: number): Verdict {
    const character = String.fromCharCode(byte);
    if (this.#hexDigits > 0) {
      if (!/[\dA-Fa-f]/.test(character)) return 'bad';
      return --this.#hexDigits === 0 ? this.#go('string') : 'more';
    }
    if (character === 'u') this.#hexDigits = 4;
    else if ('"\\/bfnrt'.includes(character)) this.#state = 'string';
    else return 'bad';
    return 'more';
  }

  #inScalar(byte: number): Verdict {
    const isEnd = isBlank(byte) || byte === COMMA || byte === RIGHT_BRACE || byte === RIGHT_BRACKET;
    if (!isEnd) {
      this.#scalar += String.fromCharCode(byte);
      return /[-+.\w]/.test(String.fromCharCode(byte)) && this.#scalar.length <= MAX_SCALAR ? 'more' : 'bad';
    }
    if (!SCALAR.test(this.#scalar)) return 'bad';
    this.#state = 'after';
    return this.feed(byte);
  }
}
