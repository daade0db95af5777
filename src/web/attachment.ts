/**
 * The header that makes a browser save a file under its name (RFC 6266, RFC 8187): the name as it is, and one in
 * Latin letters for programs that know no other.
 * @param latinName letters, digits, hyphens and dots only; anything else throws
 */
export function attachment(fileName: string, latinName: string): string {
  if (!/^[\w.-]+$/.test(latinName)) throw new Error(`not a Latin file name: ${latinName}`);
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${latinName}"; filename*=UTF-8''${encoded}`;
}
