import ssh2, { type SFTPWrapper } from 'ssh2'
import type { FileFacts, MacFiles } from './mac-files.js'

const { STATUS_CODE } = ssh2.utils.sftp
type Attributes = Parameters<SFTPWrapper['attrs']>[1]

/** Statuses of SFTP version 3 by errno; the rest is FAILURE with the system's own words, as sftp-server has it. */
const STATUS: Readonly<Record<string, number>> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
  EPERM: STATUS_CODE.PERMISSION_DENIED,
  EBADF: STATUS_CODE.BAD_MESSAGE,
  EOF: STATUS_CODE.EOF,
}

interface Failure {
  readonly code?: string
  readonly message: string
}

/** Serves the SFTP subsystem of one session. Requests are answered in the order in which they came. */
export function serveSftp(sftp: SFTPWrapper, files: MacFiles): void {
  let last: Promise<unknown> = Promise.resolve()
  const fail = (id: number, error: Failure): void => {
    const { code = '' } = error
    sftp.status(id, STATUS[code] ?? STATUS_CODE.FAILURE, code === 'ENOSPC' ? 'No space left on device' : error.message)
  }
  const on = <A extends unknown[]>(verb: string, answer: (id: number, ...rest: A) => Promise<void>): void => {
    sftp.on(verb, (id: number, ...rest: A) => {
      last = last.then(() => answer(id, ...rest)).catch((error: unknown) => fail(id, error as Failure))
    })
  }
  const done = async (id: number, work: Promise<void>): Promise<void> => {
    await work
    sftp.status(id, STATUS_CODE.OK)
  }
  handles(on, done, sftp, files)
  names(on, done, sftp, files)
  sftp.on('end', () => void last.finally(() => leave(sftp)))
  sftp.on('close', () => void last.finally(() => files.closeAll()))
}

/** What ssh2 has and does not show: without an exit status `scp` takes a finished copy for a failed one. */
interface Inner {
  readonly _protocol: { exitStatus(channel: number, status: number): void }
  readonly outgoing: { readonly id: number }
}

function leave(sftp: SFTPWrapper): void {
  const { _protocol, outgoing } = sftp as unknown as Inner
  _protocol.exitStatus(outgoing.id, 0)
  sftp.end()
}

type On = <A extends unknown[]>(verb: string, answer: (id: number, ...rest: A) => Promise<void>) => void
type Done = (id: number, work: Promise<void>) => Promise<void>

function handles(on: On, done: Done, sftp: SFTPWrapper, files: MacFiles): void {
  on('OPEN', async (id, path: string, flags: number, wanted: Partial<Attributes>) => {
    sftp.handle(id, await files.open(path, flags, wanted.mode))
  })
  on('READ', async (id, handle: Buffer, offset: number, length: number) => {
    sftp.data(id, await files.read(handle, offset, length))
  })
  on('WRITE', (id, handle: Buffer, offset: number, data: Buffer) => done(id, files.write(handle, offset, data)))
  on('CLOSE', (id, handle: Buffer) => done(id, files.close(handle)))
  on('FSTAT', async (id, handle: Buffer) => sftp.attrs(id, attributes(await files.handleFacts(handle))))
  on('FSETSTAT', (id, handle: Buffer, wanted: Partial<Attributes>) => done(id, files.set(files.pathOf(handle), wanted)))
  on('OPENDIR', async (id, path: string) => sftp.handle(id, await files.openFolder(path)))
  on('READDIR', async (id, handle: Buffer) => {
    const entries = await files.readFolder(handle)
    sftp.name(
      id,
      entries.map(({ name, facts }) => ({ filename: name, longname: longName(name, facts), attrs: attributes(facts) })),
    )
  })
}

function names(on: On, done: Done, sftp: SFTPWrapper, files: MacFiles): void {
  on('STAT', async (id, path: string) => sftp.attrs(id, attributes(await files.facts(path, 'follow'))))
  on('LSTAT', async (id, path: string) => sftp.attrs(id, attributes(await files.facts(path, 'itself'))))
  on('SETSTAT', (id, path: string, wanted: Partial<Attributes>) => done(id, files.set(path, wanted)))
  on('REMOVE', (id, path: string) => done(id, files.remove(path)))
  on('MKDIR', (id, path: string) => done(id, files.makeFolder(path)))
  on('RMDIR', (id, path: string) => done(id, files.removeFolder(path)))
  on('RENAME', (id, from: string, to: string) => done(id, files.rename(from, to)))
  on('SYMLINK', (id, target: string, path: string) => done(id, files.link(target, path)))
  on('READLINK', async (id, path: string) => one(sftp, id, await files.target(path)))
  on('REALPATH', async (id, path: string) => one(sftp, id, files.canonical(path)))
}

function one(sftp: SFTPWrapper, id: number, filename: string): void {
  const attrs = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }
  sftp.name(id, [{ filename, longname: filename, attrs }])
}

function attributes({ mode, size, atimeMs, mtimeMs }: FileFacts): Attributes {
  return { mode, size, uid: 501, gid: 20, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) }
}

function longName(name: string, { mode, size, mtimeMs }: FileFacts): string {
  const kind = (mode & 0o170000) === 0o040000 ? 'd' : (mode & 0o170000) === 0o120000 ? 'l' : '-'
  const bits = [...'rwxrwxrwx'].map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : '-')).join('')
  const day = new Date(mtimeMs).toUTCString().slice(5, 22)
  return `${kind}${bits}    1 admin    staff    ${String(size).padStart(10)} ${day} ${name}`
}
