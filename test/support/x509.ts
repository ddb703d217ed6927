import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Common name of who it is for. */
  readonly name: string;
  /** Host names and IPv4 addresses that it holds for; none: an authority. */
  readonly hosts?: readonly string[];
  /** Who signs it; absent: itself. */
  readonly issuer?: Certificate & { readonly name: string };
  /** Last moment of its life; without it, it lives for a day. */
  readonly notAfter?: Date;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 certificate (RFC 5280) with a key on curve P-256. Node can read certificates, but not make them. */
export function makeCertificate({ name, hosts = [], issuer, notAfter }: CertificateOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const until = notAfter ?? new Date(Date.now() + DAY_MS);
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(new Date(until.getTime() - 2 * DAY_MS)), time(until)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...(hosts.length === 0 ? [IS_AUTHORITY] : [alternativeNames(hosts)]))),
  );
  const signer = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  return { certificate: pem(sequence(body, ECDSA_WITH_SHA256, bits(sign(body, signer)))), key: exportKey(privateKey) };
}

/** A certificate for hosts that signs itself, in the form that servers take. */
export function selfSigned(
  name: string,
  ...others: readonly string[]
): { readonly cert: string; readonly key: string } {
  const { certificate, key } = makeCertificate({ name, hosts: [name, ...others] });
  return { cert: certificate, key };
}

/** An element of DER: what it is, how long, its content. */
function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([Buffer.from([tag, 0x82]), length, body]);
}

const sequence = (...content: readonly Uint8Array[]) => element(0x30, ...content);
const tagged = (number: number, content: Uint8Array) => element(0xa0 + number, content);
const integer = (bytes: Uint8Array) => element(0x02, bytes);
const bits = (bytes: Uint8Array) => element(0x03, Buffer.from([0]), bytes);
const octets = (bytes: Uint8Array) => element(0x04, bytes);
const identifier = (...bytes: readonly number[]) => element(0x06, Buffer.from(bytes));
const text = (value: string) => element(0x0c, Buffer.from(value));
const TRUE = element(0x01, Buffer.from([0xff]));

/** `YYYYMMDDHHMMSSZ` */
function time(date: Date): Buffer {
  return element(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

const ECDSA_WITH_SHA256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = identifier(0x55, 0x04, 0x03);
const BASIC_CONSTRAINTS = identifier(0x55, 0x1d, 0x13);
const SUBJECT_ALTERNATIVE_NAME = identifier(0x55, 0x1d, 0x11);
const IS_AUTHORITY = sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(TRUE)));

function distinguishedName(name: string): Buffer {
  return sequence(element(0x31, sequence(COMMON_NAME, text(name))));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? element(0x87, Buffer.from(host.split('.').map(Number))) : element(0x82, Buffer.from(host)),
  );
  return sequence(SUBJECT_ALTERNATIVE_NAME, octets(sequence(...names)));
}

function sign(body: Buffer, key: KeyObject): Buffer {
  return createSign('sha256').update(body).sign(key);
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
