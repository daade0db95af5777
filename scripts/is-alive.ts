/** For the containers' health checks: ends well where the address, a page of this portal's own, answers well. */
const [address = 'http://127.0.0.1:8080/healthz'] = process.argv.slice(2);
const response = await fetch(address).catch(() => null);
process.exit(response?.ok ? 0 : 1);
