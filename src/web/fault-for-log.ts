/** What the log keeps of a fault. */
export interface LoggedFault {
  type: string;
  message: string;
  stack: string;
  /** PostgreSQL's or Node's code, and the constraint that was broken. */
  code?: string;
  constraint?: string;
}

/**
 * A fault as the log may hold it (v5.0.0-16.2.5). PostgreSQL's details quote the row that it refused, names, links
 * and all, and its words for a wrong value quote the value: neither is kept.
 */
export function faultForLog(fault: unknown): LoggedFault {
  if (!(fault instanceof Error)) return { type: typeof fault, message: 'thrown, and no error', stack: '' };
  const { code, constraint } = fault as { code?: unknown; constraint?: unknown }; // what pg adds to its errors
  const frames = fault.stack?.slice(Math.max(0, fault.stack.search(/^ {4}at /m))) ?? '';
  const quotesValue = typeof code === 'string' && /^22/.test(code);
  return {
    type: fault.name,
    message: quotesValue ? 'the database refused a value' : fault.message,
    stack: frames,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
  };
}
