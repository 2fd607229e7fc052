/**
 * What a stage says on the terminal and is told there: its command line, its
 * banner, its log. Nothing here knows HTTP.
 *
 * @module
 */

export {
  type CertificateFlags,
  type NamedFile,
  tlsOption,
} from './certificate.ts';
export {
  type Advice,
  type CommandLine,
  readCommandLine,
  type Stage,
} from './command-line.ts';
export { curlOn } from './curl.ts';
export { featureFlags, limitNames, timeoutNames } from './feature-flags.ts';
export type { FieldLine } from './field-form.ts';
export {
  type Flag,
  type FlagTable,
  type FlagValues,
  type Form,
  readFlags,
  type Switch,
  UsageError,
  type ValueOf,
} from './flags.ts';
export { flagLines, wantsHelp } from './help.ts';
export { type Launcher, launchedBy } from './launcher.ts';
export { LineWriter } from './line-writer.ts';
export { HOST, listen, PortKeptError, PortTakenError } from './listen.ts';
export { type Log, log, logger } from './log.ts';
export { paint } from './paint.ts';
export { endOnSignals, fail, failFor } from './program.ts';
export { type Serving, serve } from './serve.ts';
export type { Setting, SettingNames } from './setting-form.ts';
export { basic, concurrency, features, keepalive } from './stages.ts';
export { type Address, portForm, wholeNumber, written } from './values.ts';
export {
  type Dated,
  type LogForm,
  type Logs,
  type Voice,
  voiceFlags,
  voiceOf,
} from './voice.ts';
