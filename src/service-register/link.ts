/** What is wrong with the address of a link, in words for the one who entered it. */
export type LinkFault = { words: string };

/**
 * Whether an address may stand for a service: https, no user info, no port, exactly one of the service's
 * hosts (product.md, always true 1; clause 2.1). The portal never fetches it.
 * @param hosts the hosts that the register allows for the service, in lower case
 * @returns the address in its normal spelling, or what is wrong with it
 */
export function checkLink(
  entered: string,
  service: { name: string; hosts: readonly string[] },
): { url: string } | LinkFault {
  const address = entered.trim();
  if (address === '') return { words: 'Вставьте ссылку на урок' };
  if (/[\s\p{Cc}\\]/u.test(address))
    return { words: 'В ссылке есть пробел или лишний знак. Скопируйте её ещё раз целиком' };
  const url = parseUrl(address);
  if (url === null)
    return { words: `Ссылка не читается. Она должна начинаться с https://${service.hosts[0] ?? ''}` };
  if (url.protocol !== 'https:') return { words: 'Ссылка должна начинаться с https://' };
  if (url.username !== '' || url.password !== '') {
    return { words: 'В ссылке не должно быть имени и пароля. Скопируйте её ещё раз из сервиса' };
  }
  if (url.port !== '' || /^https:\/\/[^/?#]*:\d*(?:[/?#]|$)/i.test(address)) {
    return { words: 'В ссылке не должно быть номера порта. Скопируйте её ещё раз из сервиса' };
  }
  if (!service.hosts.includes(url.hostname)) {
    const allowed = service.hosts.map((host) => `https://${host}`).join(', ');
    return {
      words: `Адрес «${url.hostname}» не относится к сервису «${service.name}». Разрешены: ${allowed}`,
    };
  }
  return { url: url.href };
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** The host of a stored address: all of it that a page may show. */
export function hostOf(address: string): string {
  return parseUrl(address)?.hostname ?? '';
}
