/** A list of hosts, or what is wrong with one of them, in words for the one who entered it. */
export type HostsRead = { hosts: string[] } | { words: string };

/**
 * Reads the hosts that links to a service may lead to, one a line, into their normal spelling: lower case,
 * Cyrillic names as browsers send them (xn--…). A whole address that was pasted (https://…) gives its host;
 * a port, a path, a mask, a number in place of a name, and letters of two alphabets in one word are refused
 * (clause 2.1: exact host, https, no port).
 */
export function readHosts(text: string): HostsRead {
  const lines = text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return { words: 'Напишите хотя бы один адрес, например sferum.ru' };
  if (lines.length > 30) return { words: 'Слишком много адресов: оставьте не больше 30' };
  const hosts = new Set<string>();
  for (const line of lines) {
    const read = readHost(line);
    if ('words' in read) return read;
    hosts.add(read.host);
  }
  return { hosts: [...hosts] };
}

function readHost(line: string): { host: string } | { words: string } {
  const pasted = /^https?:\/\//i.test(line);
  if (!pasted && /^[a-z][a-z0-9+.-]*:\/\//i.test(line))
    return { words: `«${line}»: адрес должен начинаться с https://` };
  if (!pasted && /:\d*$/.test(line))
    return { words: `«${line}»: уберите номер порта, нужен только адрес сайта` };
  if (!pasted && /[^\p{L}\p{N}.-]/u.test(line))
    return { words: `«${line}»: нужен только адрес сайта, без знаков и продолжения, например sferum.ru` };
  const url = parse(pasted ? line : `https://${line}`);
  if (url === null) return { words: `«${line}»: такого адреса не бывает. Пример: sferum.ru` };
  if (url.username !== '' || url.password !== '')
    return { words: `«${line}»: уберите имя и пароль из адреса` };
  if (/^https?:\/\/[^/?#]*:\d*(?:[/?#]|$)/i.test(line))
    return { words: `«${line}»: уберите номер порта, нужен только адрес сайта` };
  const shown = line.replace(/^https?:\/\//i, '').split(/[/?#]/)[0] ?? '';
  if (shown.split('.').some(isMixed))
    return { words: `«${shown}»: в одном слове смешаны латинские и русские буквы. Так подделывают адреса` };
  const host = url.hostname;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) || /^[\d.]+$/.test(host) || host.length > 253)
    return { words: `«${shown}»: нужно имя сайта с точкой, например sferum.ru` };
  return { host };
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function isMixed(label: string): boolean {
  return /\p{Script=Latin}/u.test(label) && /\p{Script=Cyrillic}/u.test(label);
}
