/** The same server and login, another database. */
export function atDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** What the global set-up hands to the test files through the environment. */
export function testServer(): { adminUrl: string; loginUrl: string; template: string } {
  const {
    BOTEL_TEST_ADMIN_URL: adminUrl,
    BOTEL_TEST_LOGIN_URL: loginUrl,
    BOTEL_TEST_TEMPLATE: template,
  } = process.env;
  if (adminUrl === undefined || loginUrl === undefined || template === undefined) {
    throw new Error(
      'the test database server is not running: start the tests with jest and its global set-up',
    );
  }
  return { adminUrl, loginUrl, template };
}
