import { describe, expect, it } from 'vitest'
import { labJsonSchema } from '../../src/lab/json-schema.js'
import { nearest } from '../../src/lab/near.js'
import { parseLab, parseLock } from '../../src/lab/parse.js'
import { LabError, type LabTrouble } from '../../src/lab/trouble.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const TWO_MACS = `lab: studio
macs:
  studio-1: { address: s1.local, hostKey: "${KEY}", model: "Mac15,14" }
  studio-2: { address: s2.local, hostKey: "${KEY}", model: "Mac16,11" }
`
const MLX = `mlx: { mlx: 0.32.4, mlx-lm: 0.32.2 }
models:
  kimi: { repo: a/b, revision: ${'0a'.repeat(20)} }
`

function troubles(text: string): readonly LabTrouble[] {
  try {
    parseLab(text, 'stacks/x.yaml')
  } catch (error) {
    if (error instanceof LabError) return error.troubles
    throw error
  }
  return []
}

const lines = (text: string): string[] => troubles(text).map((t) => `${t.line}:${t.column} ${t.path}: ${t.message}`)

describe('a lab file that is right', () => {
  it('gets every default filled in', () => {
    const lab = parseLab(`${TWO_MACS}links: [studio-1:2 <-> studio-2:1]\n`, 'x.yaml')
    expect(lab.settings).toMatchObject({ sleep: 'never', restartAfterPowerLoss: true, wiredLimit: 'auto' })
    expect(lab.links).toEqual([{ between: ['studio-1:2', 'studio-2:1'] }])
    expect(lab.fabric.subnet).toBe('10.77.0.0/16')
    expect(lab.os.minimum).toBe('26.2')
  })
})

/** One mistake each: the text after the two Macs, and what the person reads. */
const mistakes: readonly (readonly [name: string, text: string, said: readonly string[]])[] = [
  [
    'a battery floor without its sign',
    'laptops: { batteryFloor: 30 }\n',
    ['5:26 laptops.batteryFloor: expected text, found the number 30; write it in quotes'],
  ],
  [
    'a deployment with both lists of Macs, and one with none',
    'deployments:\n  a: { model: m, macs: [studio-1], replicas: [studio-2], standIn: true }\n  b: { model: m, standIn: true }\nmodels: { m: { folder: x } }\n',
    [
      '6:3 deployments.a: has both macs and replicas; a model is either split over macs or whole on each replica',
      '7:3 deployments.b: missing: macs, the Macs in rank order; or replicas, Macs that each serve the whole model',
    ],
  ],
  [
    'a replica whose name another deployment has',
    'deployments:\n  a: { model: m, replicas: [studio-1], standIn: true }\n  a-studio-1: { model: m, macs: [studio-2], standIn: true }\nmodels: { m: { folder: x } }\n',
    [
      '6:29 deployments.a.replicas.0: its replica on studio-1 is named a-studio-1, and another deployment has that name; rename one',
    ],
  ],
  [
    'whenAway where no Mac may leave',
    'deployments:\n  a: { model: m, macs: [studio-1, studio-2], whenAway: waits, standIn: true }\nmodels: { m: { folder: x } }\n',
    ['6:56 deployments.a.whenAway: none of its Macs is optional: true; leave whenAway out'],
  ],
  [
    'an unknown key names the nearest valid word',
    'settings:\n  slep: never\n',
    ['6:3 settings.slep: unknown key slep; did you mean sleep?'],
  ],
  [
    'an unknown key far from all others lists the valid ones',
    'os: { zzz: 1 }\n',
    ['5:7 os.zzz: unknown key zzz; valid here: minimum, build, driver, volumeOwner, unlock, waveSize, waves'],
  ],
  [
    'a wave that names a Mac that is not there names the nearest one',
    'os:\n  waves:\n    - [studio-1]\n    - [studio-3]\n',
    ['8:8 os.waves.1.0: there is no Mac studio-3; did you mean studio-1?'],
  ],
  [
    'a Mac in two waves names the first',
    'os:\n  waves: [[studio-1], [studio-2, studio-1]]\n',
    ['6:34 os.waves.1.1: studio-1 is in wave 1 already; a Mac is updated once'],
  ],
  [
    'a build that is none says how one looks',
    'os: { build: "26.2" }\n',
    ['5:14 os.build: expected a build in quotes, for example "25C56", found "26.2"'],
  ],
  [
    'a password has no place in a lab file',
    'os: { volumeOwner: { user: admin, password: secret } }\n',
    [
      '5:7 os.volumeOwner.passwordFrom: missing; expected text',
      '5:35 os.volumeOwner.password: unknown key password; valid here: user, passwordFrom',
    ],
  ],
  [
    'a number where a version in quotes is meant says to quote it',
    'os: { minimum: 26.2 }\n',
    ['5:16 os.minimum: expected text, found the number 26.2; write it in quotes'],
  ],
  [
    'a word outside a choice names the choice and the nearest word',
    'rdma: enable\n',
    ['5:7 rdma: expected enabled or ignored, found "enable"; did you mean enabled?'],
  ],
  [
    'a text where a number or never is meant names both',
    'settings: { sleep: soon }\n',
    ['5:20 settings.sleep: expected never or a number, found "soon"'],
  ],
  [
    'a key that stands twice names the first line',
    'rdma: enabled\nrdma: ignored\n',
    ['6:1 rdma: the key rdma stands here twice; first in line 5'],
  ],
  [
    'a receptacle used twice names both links',
    'links:\n  - studio-1:2 <-> studio-2:1\n  - studio-2:3 <-> studio-1:2\n',
    ['7:5 links.1: receptacle studio-1:2 is used twice: by studio-1:2 <-> studio-2:1 and by studio-2:3 <-> studio-1:2'],
  ],
  [
    'a link to a Mac that is not declared names the nearest one',
    'links: [studio-1:2 <-> studo-2:1]\n',
    ['5:9 links.0: there is no Mac studo-2; did you mean studio-2?'],
  ],
  [
    'a link of a Mac with itself',
    'links: [studio-1:2 <-> studio-1:3]\n',
    ['5:9 links.0: studio-1 is linked with itself; a link joins two Macs'],
  ],
  [
    'a receptacle that the model does not have',
    'links: [studio-1:6 <-> studio-2:4]\n',
    ['5:9 links.0: studio-2 is a Mac mini (2024, M4 Pro) with 3 receptacles; it has no receptacle 4'],
  ],
  [
    'a link without an arrow shows how a link is written',
    'links: [studio-1:6]\n',
    [
      '5:9 links.0: expected <mac>:<receptacle> <-> <mac>:<receptacle> (or <mac>:ethernet at both ends) or keys with values, found "studio-1:6"',
    ],
  ],
  [
    'a Mac in leaving that is not declared',
    'leaving: [studio-9]\n',
    ['5:11 leaving.0: there is no Mac studio-9; did you mean studio-1?'],
  ],
  [
    'a Mac in gone that is not declared',
    'gone: [studio-9]\n',
    ['5:8 gone.0: there is no Mac studio-9; did you mean studio-1?'],
  ],
  [
    'a command on a Mac that is not declared',
    'commands: { hello: { on: nowhere, create: "true" } }\n',
    ['5:26 commands.hello.on: there is no Mac nowhere; valid here: studio-1, studio-2'],
  ],
  ['a model from nowhere', 'models: { kimi: {} }\n', ['5:11 models.kimi: needs a repo (with revision) or a folder']],
  [
    'a model from two places',
    'models: { kimi: { repo: a/b, folder: c } }\n',
    ['5:11 models.kimi: has both repo and folder; the files come from one of them'],
  ],
  [
    'a repo without a pinned revision',
    'models: { kimi: { repo: a/b } }\n',
    ['5:11 models.kimi: repo needs a revision: the 40 hexadecimal digits of the commit to pin'],
  ],
  [
    'a deployment of a model that is not declared',
    `${MLX}deployments: { chat: { model: kimmi, macs: [studio-1] } }\n`,
    ['8:31 deployments.chat.model: there is no model kimmi; did you mean kimi?'],
  ],
  [
    'a deployment on the same Mac twice',
    `${MLX}deployments: { chat: { model: kimi, macs: [studio-1, studio-1], ringPort: 9000 } }\n`,
    ['8:54 deployments.chat.macs.1: studio-1 is named twice'],
  ],
  [
    'a deployment in a lab without MLX',
    'models: { tiny: { folder: x } }\ndeployments: { chat: { model: tiny, macs: [studio-1] } }\n',
    ['6:16 deployments.chat: needs MLX on its Macs: add a block mlx with python, mlx and mlx-lm'],
  ],
  [
    'two deployments on one port of one Mac',
    `${MLX}deployments:\n  a: { model: kimi, macs: [studio-1] }\n  b: { model: kimi, macs: [studio-1], port: 8080 }\n`,
    ['10:45 deployments.b.port: port 8080 of studio-1 is already taken by port of a; choose another port'],
  ],
  [
    'two rings on one port of one Mac, though their first ports differ',
    `${MLX}deployments:\n  a: { model: kimi, macs: [studio-1, studio-2] }\n` +
      '  b: { model: kimi, macs: [studio-2, studio-1], port: 8081, ringPort: 32322 }\n',
    ['10:71 deployments.b.ringPort: port 32323 of studio-1 is already taken by ringPort of a; choose another ringPort'],
  ],
  [
    'a server on the port of its own ring',
    `${MLX}deployments: { a: { model: kimi, macs: [studio-1, studio-2], port: 9000, ringPort: 9000 } }\n`,
    ['8:84 deployments.a.ringPort: port 9000 of studio-1 is already taken by its own port; choose another ringPort'],
  ],
]

describe('a mistake in a lab file has a line and a remedy:', () => {
  it.each(mistakes)('%s', (_, text, said) => {
    expect(lines(TWO_MACS + text)).toEqual(said)
  })

  it('a Mac without a host key', () => {
    expect(lines('lab: a\nmacs:\n  one: { address: x }\n')).toEqual(['3:3 macs.one.hostKey: missing; expected text'])
  })

  it('an unquoted model identifier between braces, which YAML splits at its comma', () => {
    expect(lines(`lab: a\nmacs: { one: { address: x, hostKey: "${KEY}", model: Mac15,14 } }\n`)).toContainEqual(
      expect.stringContaining('between { and } a comma ends a value, so write a text with a comma in quotes'),
    )
  })

  it('a link of a Thunderbolt 4 Mac that asks for the speed of Thunderbolt 5', () => {
    const macs = TWO_MACS.replace('Mac16,11', 'Mac16,10')
    expect(lines(`${macs}links: [{ between: ["studio-1:2", "studio-2:1"], minimumGbps: 80 }]\n`)).toEqual([
      '5:9 links.0: studio-2 is a Mac mini (2024, M4) with Thunderbolt 4, which does 40 Gb/s at most; leave minimumGbps out, or write 40',
    ])
    expect(lines(`${macs}links: [{ between: ["studio-1:2", "studio-2:1"], kind: tb5 }]\n`)).toEqual([
      '5:9 links.0: studio-2 is a Mac mini (2024, M4) with Thunderbolt 4; leave kind out, or write kind: tb4',
    ])
    expect(lines(`${macs}links: [studio-1:2 <-> studio-2:1]\n`)).toEqual([])
    expect(lines(`${macs}links: [{ between: ["studio-1:2", "studio-2:1"], minimumGbps: 40 }]\n`)).toEqual([])
  })

  it('a name with capital letters', () => {
    expect(lines(`lab: a\nmacs: { One: { address: x, hostKey: "${KEY}" } }\n`)).toEqual([
      '2:9 macs.One: expected a name made of lower-case letters, digits and dashes, found "One"',
    ])
  })

  it('text that is no YAML', () => {
    expect(troubles('lab: [a\n')[0]).toMatchObject({ file: 'stacks/x.yaml', line: 2 })
  })

  it('an empty file', () => {
    expect(lines('')).toEqual(['1:1 : expected keys with values, found nothing'])
  })

  it('an alias without its anchor', () => {
    expect(lines('lab: *nothing\n')[0]).toContain('not readable as YAML')
  })

  it('several mistakes are told at once, in the order of their lines', () => {
    const text = `${TWO_MACS}rdma: yes\nlinks: [studio-1:2 <-> studio-7:1]\nmodels: { m: {} }\nextra: 1\n`
    expect(lines(text).map((line) => line.split(':')[0])).toEqual(['5', '6', '7', '8'])
  })

  it('names that lead nowhere are told beside the shape errors of the very same entries', () => {
    const mini = `  mini: { address: mini.local, hostKey: nonsense, model: "Mac16,11" }\n`
    const text =
      `${TWO_MACS}${mini}links:\n  - { between: ["mini:9", "rihgt:1"], speed: 80 }\n${MLX}` +
      'deployments: { chat: { model: n, macs: [rihgt, mini], contxt: 1 } }\n' +
      'commands: { hello: { on: rihgt, creat: "true" } }\n'
    const said = lines(text).join('\n')
    expect(said).toContain('macs.mini.hostKey: expected SHA256:')
    expect(said).toContain('links.0.speed: unknown key speed')
    expect(said).toContain('mini is a Mac mini (2024, M4 Pro) with 3 receptacles; it has no receptacle 9')
    expect(said).toContain('links.0: there is no Mac rihgt')
    expect(said).toContain('deployments.chat.contxt: unknown key contxt; did you mean context?')
    expect(said).toContain('deployments.chat.model: there is no model n')
    expect(said).toContain('deployments.chat.macs.0: there is no Mac rihgt')
    expect(said).toContain('commands.hello.creat: unknown key creat')
    expect(said).toContain('commands.hello.on: there is no Mac rihgt')
  })

  it.each([
    ['text', `${'root:x:0/'.repeat(20)}\nsecret:y:1/\n`, /expected keys with values, found "root:x:0\/.{71}…"$/],
    ['one long key', `${'root:x:0:0:'.repeat(20)}\n`, /root:x:0:0:.{69}…: unknown key root:x:0:0:.{69}…/],
  ])(
    'a file of %s, which is no lab file, is quoted by 80 characters of its first line, never whole',
    (_, text, said) => {
      const all = lines(text).join('\n')
      expect(all).toMatch(said)
      expect(all).not.toContain('secret')
    },
  )

  it('a Mac with a wrong key is not reported as missing by the links that name it', () => {
    const text = `lab: a\nmacs:\n  one: { adress: x, hostKey: "${KEY}" }\n  two: { address: x, hostKey: "${KEY}" }\n`
    expect(lines(`${text}links: [one:1 <-> two:1]\n`)).toEqual([
      '3:3 macs.one.address: missing; expected text',
      '3:10 macs.one.adress: unknown key adress; did you mean address?',
    ])
  })

  it('the message of the error has one line per mistake, each with file, line and column', () => {
    expect(() => parseLab(`${TWO_MACS}rdma: on\nnope: 1\n`, 'stacks/x.yaml')).toThrow(
      /^stacks\/x\.yaml:5:7: rdma: .*\nstacks\/x\.yaml:6:1: nope: /,
    )
  })
})

describe('a lock file', () => {
  it('is read with its defaults', () => {
    expect(parseLock('version: 1\n', 'x.lock.yaml')).toEqual({ version: 1, models: {}, subnets: {} })
  })

  it('of another version is refused with its line', () => {
    expect(() => parseLock('# by hand\nversion: 2\n', 'x.lock.yaml')).toThrow(
      'x.lock.yaml:2:10: version: expected 1, found the number 2',
    )
  })
})

describe('the nearest word', () => {
  it.each([
    ['sleeep', 'sleep'],
    ['salt', null],
    ['wake-on', 'wakeOn'],
    ['memroy', 'memory'],
  ])('for %s is %s', (word, found) => {
    expect(nearest(word, ['sleep', 'wakeOn', 'memory', 'displaySleep'])).toBe(found)
  })
})

describe('the JSON Schema of the lab file', () => {
  it('knows every key of the lab file, for completion in editors', () => {
    const schema = labJsonSchema() as { properties: Record<string, unknown>; required: string[] }
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['lab', 'macs', 'links', 'rdma', 'mlx', 'models', 'deployments', 'commands', 'gone']),
    )
    expect(schema.required).toEqual(['lab', 'macs'])
  })
})

describe('Macs that may leave, and Macs of EC2', () => {
  const mac = (name: string, more: string) =>
    `  ${name}: { address: ${name}.local, hostKey: "SHA256:${'a'.repeat(43)}", ${more} }\n`
  const two = (more: string) => `lab: x\nmacs:\n${mac('book', 'optional: true')}${mac('cloud', 'ec2: true')}${more}`
  const deployment = 'models: { m: { folder: x } }\ndeployments: { a: { model: m, macs: [book, cloud], standIn: true'

  it('a group with an optional Mac says what happens when that is away', () => {
    expect(lines(two(`${deployment} } }\n`))).toEqual([
      '6:37 deployments.a.macs: book is optional and this group cannot serve without it; ' +
        'say so with whenAway: waits, or give each Mac the whole model (replicas)',
    ])
    expect(lines(two(`${deployment}, whenAway: waits } }\n`))).toEqual([])
  })

  it('a Thunderbolt link to a Mac of EC2 is refused where it stands', () => {
    expect(lines(two('links:\n  - book:1 <-> cloud:1\n'))).toEqual([
      '6:5 links.0: cloud is a Mac of EC2 (ec2: true): there is no Thunderbolt between its hosts; ' +
        'remove the link, and let it serve alone or as a replica',
    ])
  })

  it('RDMA of a lab that is all EC2 is refused, and of a mixed one it is not', () => {
    const alone = `lab: x\nmacs:\n${mac('cloud', 'ec2: true')}rdma: enabled\n`
    expect(lines(alone)).toEqual([
      '4:7 rdma: RDMA goes over Thunderbolt, and every Mac of this lab is one of EC2 (ec2: true); write rdma: ignored',
    ])
    expect(lines(two('rdma: enabled\n'))).toEqual([])
  })
})
