/**
 * How one calls curl: in full on Windows, where PowerShell has another command
 * of that name.
 */
export function curlOn(platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? 'curl.exe' : 'curl';
}
