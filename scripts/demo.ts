/** Fills an empty database with the demo school and prints who can sign in; `npm start` does so by itself. */
import { readConfig, sessionSecretOf } from '../src/config.ts';
import { withDatabase } from '../src/database.ts';
import { DEMO_TIME_ZONE, loadDemoSchool } from '../src/demo/load.ts';
import { answerKeys } from '../src/feedback/answer-token.ts';
import { findSchool, secretsOf } from '../src/school.ts';

const config = readConfig();

await withDatabase(config, async ({ db }) => {
  if ((await findSchool(db)) !== null) {
    console.error('В базе данных уже есть школа: учебную можно создать только в пустой.');
    if (config.databaseUrl === null) {
      console.error(`Чтобы начать заново, остановите портал и удалите папку данных: ${config.dataDir}`);
    }
    process.exitCode = 1;
    return;
  }
  const now = Temporal.Now.instant();
  const keys = answerKeys({ secretFor: secretsOf(sessionSecretOf(config)) });
  const today = now.toZonedDateTimeISO(DEMO_TIME_ZONE).toPlainDate().toString();
  const signIns = await loadDemoSchool(db, { today, now, keys });
  console.log('Учебная школа создана. Войти можно так (логин, пароль, кто это):');
  for (const one of signIns) console.log(`  ${one.login}  ${one.password}  ${one.name}, ${one.about}`);
});
