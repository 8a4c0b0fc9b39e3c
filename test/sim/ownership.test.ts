import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAIR, startBench, type Bench } from './lab.js'

let bench: Bench

beforeAll(async () => {
  bench = await startBench(PAIR)
})
afterAll(() => bench.end())

async function says(line: string): Promise<string> {
  const { exit, stderr } = await bench.ssh('studio-1', line)
  return `${exit} ${stderr.replaceAll(bench.root('studio-1'), '')}`.trim()
}

const LOCAL = '"$MACLOOM_ROOT"/usr/local'

test('what root owns cannot be made, written, moved or removed without sudo', async () => {
  expect(await says(`mkdir -p ${LOCAL}/lab/deep`)).toBe('1 mkdir: /usr/local/lab/deep: Permission denied')
  expect(await says(`sudo -n mkdir -p ${LOCAL}/lab/deep`)).toBe('0')
  expect(await says(`echo x | tee ${LOCAL}/lab/fact`)).toBe('1 tee: /usr/local/lab/fact: Permission denied')
  expect(await says(`echo x | sudo -n tee ${LOCAL}/lab/fact`)).toBe('0')
  expect(await says(`mv -f ${LOCAL}/lab/fact ${LOCAL}/lab/other`)).toBe('1 mv: /usr/local/lab/fact: Permission denied')
  expect(await says(`rm -rf ${LOCAL}/lab`)).toBe('1 rm: /usr/local/lab: Permission denied')
  expect(await says(`chmod 0600 ${LOCAL}/lab/fact`)).toBe('1 chmod: /usr/local/lab/fact: Permission denied')
  expect(await says(`rm -f ${LOCAL}/lab/none`)).toBe('0')
  expect(await says(`mkdir -p ${LOCAL}/lab`)).toBe('0')
  expect(await says(`touch here; mkdir -m 0700 box; cp here box; ln -s here box/link; rm -r box`)).toBe('0')
})

test('a folder given to the login user with chown or install is theirs, and what is beside it is not', async () => {
  expect(await says(`chown admin ${LOCAL}`)).toBe('1 chown: /usr/local: Operation not permitted')
  expect(await says(`sudo -n mkdir -p ${LOCAL}/own/mine && sudo -n chown admin ${LOCAL}/own/mine`)).toBe('0')
  expect(await says(`mkdir -p ${LOCAL}/own/mine/a/b && tee ${LOCAL}/own/mine/a/b/c < /dev/null`)).toBe('0')
  expect(await says(`rm -rf ${LOCAL}/own/mine`)).toBe('1 rm: /usr/local/own/mine: Permission denied')
  expect(
    await says(`sudo -n install -d -o admin -g staff -m 0755 ${LOCAL}/own/logs && touch ${LOCAL}/own/logs/x`),
  ).toBe('0')
  expect(await says(`sudo -n chown root:wheel ${LOCAL}/own/logs; touch ${LOCAL}/own/logs/y`)).toMatch(/^1 touch: /)
})

test('sftp may write where the login user may, and nowhere else', async () => {
  const file = join(bench.folder, 'file')
  writeFileSync(file, 'x')
  const refused = await bench.program('scp', [file, 'studio-1:/Library/LaunchDaemons/evil.plist'])
  expect(refused.stderr).toContain('Permission denied')
  expect(existsSync(join(bench.root('studio-1'), 'Library/LaunchDaemons/evil.plist'))).toBe(false)
  expect((await bench.program('scp', [file, 'studio-1:/tmp/fine'])).exit).toBe(0)
})

test('nothing outside of the Mac’s folder is made, written or removed, not even as root', async () => {
  const outside = join(bench.folder, 'outside')
  for (const line of [
    `mkdir ${outside}`,
    `touch ${outside}`,
    `cp /dev/null ${outside}`,
    `ln -s x ${outside}`,
    `dd if=/dev/null of=${outside}`,
  ]) {
    expect((await bench.ssh('studio-1', line)).exit).toBe(64)
    expect((await bench.ssh('studio-1', `sudo -n ${line}`)).exit).toBe(64)
  }
  expect(existsSync(outside)).toBe(false)
  writeFileSync(outside, '')
  expect((await bench.ssh('studio-1', `sudo -n rm -rf ${outside}; rm -rf ../../../../../../outside`)).exit).toBe(64)
  expect(existsSync(outside)).toBe(true)
})
