import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Recording } from '../../src/bundle/replay.js'
import { redactionOf, withSums, type Redactable } from '../../src/bundle/redact/redaction.js'
import { captured } from '../captures/read.js'

const IDENTITY: readonly Recording[] = [
  said('anna\n', 'id', '-un'),
  said('Anna’s Mac Studio\n', 'scutil', '--get', 'ComputerName'),
  said('annas-studio\n', 'scutil', '--get', 'LocalHostName'),
  said('Current Wi-Fi Network: Hinterhof 5\n', 'networksetup', '-getairportnetwork', 'en1'),
  said('{"serial_number" : "H7XK2Q9LPM", "provisioning_UDID" : "00006034-001A2B3C4D5E6F70"}\n', 'system_profiler'),
  said('(1) Anna VPN\n(Hardware Port: io.tunnel, Device: )\n', 'networksetup', '-listnetworkserviceorder'),
]

function said(stdout: string, ...argv: readonly string[]): Recording {
  return { argv, reply: { exit: 0, stdout, stderr: '' } }
}

function redaction(more: Partial<Redactable> = {}) {
  return redactionOf({
    ...{ key: 'k', recordings: IDENTITY, names: [], prefixes: [], keep: ['studio-1'] },
    keepAddress: (address) => address.startsWith('10.77.'),
    ...more,
  })
}

describe('what leaves a Mac in a bundle', () => {
  it.each([
    ['the login name, in paths too', 'login anna, /Users/anna/x, <string>anna</string>', /anna/i],
    ['the computer name and who it names', 'Anna’s Mac Studio; Anna’s iPhone; Anna\\u2019s Mac Studio', /anna/i],
    ['the host name', 'annas-studio.local', /annas/],
    ['the Wi-Fi name', 'SSID : Hinterhof 5', /Hinterhof/],
    ['the serial number, wherever it stands', 'log: H7XK2Q9LPM and 00006034-001A2B3C4D5E6F70', /H7XK|001A2B/],
    ["a service's own name", '== 0 Anna VPN', /Anna/],
    ['addresses of interfaces', 'ether f8:4d:89:12:34:56', /89:12:34/],
    ['addresses on the network', 'inet 192.168.7.10 netmask 0xffffff00 broadcast 192.168.7.255', /192\.168\.7\./],
    ['public addresses', 'inet6 2a02:8109:9ac0:1::17 and 81.2.69.142', /2a02|81\.2/],
    ['UUIDs', 'domain 0A1B2C3D-1111-4222-8333-444455556666', /0A1B2C3D/],
    ['public keys with their comment', `ssh-ed25519 AAAA${'C3Nz'.repeat(16)} anna@desk`, /C3NzC3Nz|desk/],
    ['fingerprints', `SHA256:${'abcdefghij'.repeat(5).slice(0, 43)}`, /abcdefghij/],
  ])('has a stand-in for %s', (_what, text, canary) => {
    const redacted = redaction()(text)
    expect(text).toMatch(canary)
    expect(redacted).not.toMatch(canary)
    expect(redaction()(text)).toBe(redacted)
    expect(redaction({ key: 'other' })(text)).not.toBe(redacted)
  })

  it.each([
    ['tokens', 'HF=hf_abcdefghijklmnopqrstuvwx', /abcdefghij/],
    ['what is named like a secret', '{"api_key": "swordfish-7"} password=swordfish-7', /swordfish/],
    ['environments of deployments', '{"environment":{"ANY":"swordfish","B":"x"},"port":1}', /swordfish/],
    ['logins in an address', 'https://anna:swordfish@mirror.example/simple', /swordfish/],
    ['private keys', '-----BEGIN OPENSSH PRIVATE KEY-----\nswordfish\n-----END OPENSSH PRIVATE KEY-----', /swordfish/],
  ])('holds no %s', (_what, text, canary) => {
    expect(text).toMatch(canary)
    expect(redaction()(text)).not.toMatch(canary)
    expect(redaction()(text)).toContain('[secret]')
  })

  it('keeps what names nobody: netmasks, loopback, zeros, versions, the addresses and names that the lab declares', () => {
    const text =
      '255.255.255.252 127.0.0.1 0.0.0.0 ::1 fe80::1%lo0 ff:ff:ff:ff:ff:ff id 0:0:0:0:0:0 26.6.1 13822.41.1 ' +
      '10.77.3.1 ::ffff:10.77.3.1 studio-1 com.apple.powerd 12:34:56 00000000-0000-0000-0000-000000000000 Mac Studio'
    expect(redaction()(text)).toBe(text)
  })

  it('keeps a name that the lab declares though a tool prints it as its own', () => {
    const recordings = [said('studio-1\n', 'scutil', '--get', 'ComputerName')]
    expect(redaction({ recordings })('studio-1')).toBe('studio-1')
  })

  it('keeps shapes: every reader of ours still reads it', () => {
    const redact = redaction()
    expect(redact('H7XK2Q9LPM')).toMatch(/^[A-Z]\d[A-Z]{2}\d[A-Z]\d[A-Z]{3}$/)
    expect(redact('F8:4D:89:12:34:56')).toMatch(/^F8(:[0-9A-F]{2}){4}:56$/)
    expect(redact('0A1B2C3D-1111-4222-8333-444455556666')).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB]/)
    expect(redact(`SHA256:${'a'.repeat(43)}`)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
    expect(redact('fe80::344d:4ff:feea:4e40')).toMatch(/^fe80::[0-9a-f:]+$/)
  })

  it('pairs what belonged together: neighbours in a network, domain UUIDs in any case, ports of one Mac', () => {
    const redact = redaction()
    const [host, router] = redact('192.168.7.10 192.168.7.1').split(' ')
    expect(host?.replace(/\d+$/, '')).toBe(router?.replace(/\d+$/, ''))
    expect(redact('0a1b2c3d-1111-4222-8333-444455556666').toUpperCase()).toBe(
      redact('0A1B2C3D-1111-4222-8333-444455556666'),
    )
    expect(redact('36:4d:04:ea:4e:40').slice(0, 14)).toBe(redact('36:4d:04:ea:4e:44').slice(0, 14))
  })

  it('a link-local address is still made of the stand-in of its interface (EUI-64)', () => {
    const redact = redaction()
    const bytes = redact('36:4d:04:ea:4e:40')
      .split(':')
      .map((part) => parseInt(part, 16))
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes
    const group = (high: number, low: number) => ((high << 8) | low).toString(16)
    const host = [group(a ^ 2, b), group(c, 0xff), group(0xfe, d), group(e, f)].join(':')
    expect(redact('fe80::344d:4ff:feea:4e40')).toBe(`fe80::${host}`)
  })

  it('an RDMA device still has the UID of its switch, backwards, in every form', () => {
    const redact = redaction()
    const uid = redact('"switch_uid_key" : "0x05ACBAEDD9A99680"').slice(-17, -1)
    const backwards = (uid.match(/../g) ?? []).reverse().join('').toLowerCase()
    expect(uid).toMatch(/^05AC[0-9A-F]{10}80$/)
    expect(uid).not.toContain('BAEDD9A996')
    expect(redact('    rdma_en2        \t8096a9d9edbaac05')).toContain(backwards)
    expect(redact('node_guid:\t\t\t8096:a9d9:edba:ac05').replaceAll(':', '')).toContain(backwards)
    expect(redact('sys_image_guid:\t\t\t0000:0000:0000:0001')).toContain('0000:0000:0000:0001')
  })

  it('a domain UUID in an address table is still that of its port', () => {
    const uuid = '0A1B2C3D-1111-4222-8333-444455556666'
    const redact = redaction({ recordings: [said(`"domain_uuid_key" : "${uuid}"`, 'system_profiler')] })
    expect(redact('GID[  0]:\t\ta1b:2c3d:1111:4222:8333:4444:5555:6666').replace(/^.*\t/, '')).toBe(
      (redact(uuid).replaceAll('-', '').match(/.{4}/g) ?? [])
        .map((group) => parseInt(group, 16).toString(16))
        .join(':'),
    )
  })

  it("takes off what stands in front of a sim's paths, and corrects sums of files that name the user", () => {
    const sum = (text: string) => createHash('sha256').update(text).digest('hex')
    const plain = redaction({ prefixes: ['/tmp/sim/root'] })
    expect(plain('/tmp/sim/root/usr/local/macloom')).toBe('/usr/local/macloom')
    const redact = withSums(plain, [['job of anna', 'job of user-1']])
    expect(redact(`${sum('job of anna')}  plist`)).toBe(`${sum('job of user-1')}  plist`)
    expect(redact(sum('weights'))).toBe(sum('weights'))
  })

  it.each(['system-profiler-thunderbolt/mac-studio-m3-ultra.json', 'ifconfig/mac-mini-as-it-comes.txt'])(
    'leaves %s as long as it was, line by line and word by word',
    (file) => {
      const { stdout } = captured(file)
      const words = (text: string) => text.split('\n').map((line) => line.split(/\s+/).length)
      const redacted = redaction()(stdout)
      expect(redacted).not.toBe(stdout)
      expect(words(redacted)).toEqual(words(stdout))
    },
  )
})
