// gateway-program.ts, as --trace runs a stage.
import { failFor } from '../../shared/terminal/index.ts';
import { traceStage } from '../../tools/trace/stage.ts';

const main = new URL('./gateway-program.ts', import.meta.url);
const args = process.argv.slice(2);
process.exit(await traceStage(main, args).catch(failFor));
