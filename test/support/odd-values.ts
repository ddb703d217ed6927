import fc from 'fast-check';

// Raw JSON texts, and texts that are none, with every habit that was seen in logs or that two readers may see differently.

// biome-ignore format: a list is easier to read in lines
const NUMBERLIKE = [
  '1_000', '1__0', '_1', '1_', '1_0.5', '1.5_5', '1e1_0', ' 12 ', '12 ', '\t7\n', '\v12\f', '\u00a012', '12\u2003',
  '0x1F', '0b11', '0o17', '+5', '-5', '--5', '+-5', '007', '-007', '1e3', '1E3', '1e+3', '1e', 'e3', '1e400', '-1e400',
  '1e-400', '5e-324', '2.2250738585072011e-308', '-0', '-0.0', '0', '1', '-1', '0.0', '1.0', '0e0', '10e-1', '0.1e1',
  '.5', '5.', '-.5', '+.5', '5.e1', '.', '-', '+', '', ' ', 'NaN', 'nan', 'nan(1)', 'inf', '-inf', 'Infinity', '-Infinity',
  '+Infinity', 'infinity', 'true', 'false', 'null', 't', 'f', '1540919166796.0', '1540919166796', '12.5', '12.50', '1,5',
  '1,000', '1 000', '1.000.000', '１２', '٣', '12abc', '12f', '1d', '1.5f', '12L', '12n', "'12'", '(12)', '$12', '12%', '50 %',
  '2147483647', '2147483648', '-2147483648', '-2147483649', '9007199254740991', '9007199254740992', '-9007199254740991',
  '-9007199254740992', '9007199254740993.0', '9007199254740990.4', '9223372036854775807', '9223372036854775808',
  '-9223372036854775808', '-9223372036854775809', '18446744073709551615', '18446744073709551616', '1e18', '1e19', '1e2.5',
  '253402300799999', '253402300800000', '1.7976931348623157e308', '1.7976931348623159e308', '2019-01-01',
  '123456789012345678901234567890', '0.1000000000000000055511151231257827', '9'.repeat(310), `0.${'0'.repeat(400)}1`,
];

// biome-ignore format: a list is easier to read in lines
const TOKENS = [
  'null', 'true', 'false', 'True', 'NULL', 'nul', 'nulll', 'undefined', '""', '" "', '{}', '[]', '[1]', '[1,]', '{"a":1}',
  '{"a":1,}', '{"a":[{"b":null}]}', '[NaN]', '{"a":1,"a":2}', 'NaN', '-NaN', 'nan', 'NAN', 'Infinity', '-Infinity', 'Inf',
  '-inf', 'INFINITY', '+1', '+Infinity', '1.', '.5', '01', '-01', '00', '0x10', '1e', '--1', '1.10', '1E5', '1e5', '-1.0',
  '1e22', '1.0000000000000001', '-0', '-0.0', '0e5', '1 ', ' 1', '\t"x"\t', '"x"\r', '\f1', '\v1', '"a" "b"', '1 2', '',
  '1/*c*/', '1//c', "'single'", 'bare', '`tick`', '(1)', '1;', '"a",',
];

// What stands between the quotes of a string.
// biome-ignore format: a list is easier to read in lines
const STRINGS = [
  '\\u0000', 'a\\u0000b', '\\\\u0000', '\\\\\\u0000', '\\ud800', '\\udc00', '\\ud83d\\ude00', '\\ude00\\ud83d', '\\ud800x',
  '\\ud800\\n', '\\uD800\\uDC00', '\\ud800\\ud800\\udc00', '\\x41', '\\u00e9', '\\u00E9', '\\/', '\\b\\f\\n\\r\\t\\"\\\\',
  '\\u12', '\\u{41}', "\\'", '\\', 'tab\there', 'line\nhere', 'cr\rhere', '\u007f', '\u0001', '\u0000', '\u2028', '\ufeff',
  '\\ufeff', '\ufffe', '\\ufffe', '\\uffff', '\u0085', '😀', 'e\u0301', 'Ã©', '\u202e', '[', '{', '[1]', '{"a', '{\\"a\\":1}', '[x', '{x',
  'true', 'false', 'null', 'NaN', 'Infinity', '-Infinity', '1.10', '1e5', '-1', '2018-11-15', '12:30', '/*c*/', ',}', '}', '}\\n{',
];

/** Text of a number, or what looks like one. */
const numberlike = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERLIKE) },
  fc.double().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc
    .tuple(
      fc.constantFrom('', '+', '-'),
      fc.nat(),
      fc.constantFrom('', '.', '.0', '.50', 'e0', 'e2', 'E-2', '.5e1', 'e-400', '.000'),
    )
    .map((parts) => parts.join('')),
);

const long = fc
  .tuple(
    fc.constantFrom('x', 'é', '\\u00e9', '😀', '\\n', '0'),
    fc.constantFrom(255, 256, 257, 511, 512, 513, 1023, 1024, 1025),
  )
  .map(([unit, count]) => unit.repeat(count));

/** Any raw value, sound JSON or not. */
export const oddValues: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: numberlike },
  { weight: 2, arbitrary: numberlike.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.constantFrom(...TOKENS) },
  { weight: 2, arbitrary: fc.constantFrom(...STRINGS).map((text) => `"${text}"`) },
  long.map((text) => `"${text}"`),
  fc.constantFrom(1023, 1024, 1025).map((length) => '9'.repeat(length)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text)),
);
