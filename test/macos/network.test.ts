import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import { interfaces } from '../../src/macos/ifconfig.js'
import { hardwarePorts, receptacleOf, serviceInfos, serviceOrder } from '../../src/macos/networksetup.js'
import { readServiceInfo } from '../../src/macos/networksetup-info.js'
import { storedBridges } from '../../src/macos/preferences.js'
import { refusal } from '../../src/macos/refusal.js'
import { defaultInterface } from '../../src/macos/route.js'
import { sshConnection } from '../../src/macos/ssh-connection.js'
import { captured, CAPTURES, replyOf } from '../captures/read.js'

describe('hardware ports', () => {
  test('a receptacle finds its interface by the name of the hardware port', () => {
    const ports = hardwarePorts.read(captured('networksetup/hardware-ports-macbook-pro-m5-max.txt'))
    const byReceptacle = ports.flatMap(({ port, device }) => (receptacleOf(port) === null ? [] : [device]))
    expect(byReceptacle).toEqual(['en1', 'en6', 'en2'])
  })

  test('the list of a Mac Studio whose bridge was deleted', () => {
    expect(hardwarePorts.read(captured('networksetup/hardware-ports-mac-studio.txt'))).toEqual([
      { port: 'Ethernet', device: 'en0', ethernetAddress: '02:00:5e:00:53:00' },
      { port: 'Ethernet Adapter (en8)', device: 'en8', ethernetAddress: '02:00:5e:00:53:08' },
      { port: 'Wi-Fi', device: 'en1', ethernetAddress: '02:00:5e:00:53:01' },
      { port: 'Thunderbolt 1', device: 'en2', ethernetAddress: '02:00:5e:00:53:02' },
      { port: 'Thunderbolt 2', device: 'en3', ethernetAddress: '02:00:5e:00:53:03' },
    ])
  })

  test('the bridge and an adapter in a dock are no receptacles though their names begin like one', () => {
    const files = ['hardware-ports-dock.txt', 'hardware-ports-mac-studio-with-bridge.txt']
    const ports = files.flatMap((file) => hardwarePorts.read(captured(`networksetup/${file}`)))
    const named = ports.map(({ port }) => port).filter((port) => port.startsWith('Thunderbolt'))
    expect(named).toEqual(expect.arrayContaining(['Thunderbolt Bridge', 'Thunderbolt Ethernet Slot 1']))
    expect(named.filter((port) => receptacleOf(port) === null)).toHaveLength(2)
  })

  test('a list that ends before its trailer is unreadable: a port could be missing', () => {
    const { stdout } = captured('networksetup/hardware-ports-mac-studio.txt')
    const cut = stdout.slice(0, stdout.indexOf('Hardware Port: Thunderbolt 2'))
    expect(() => hardwarePorts.read({ exit: 0, stdout: cut, stderr: '' })).toThrow('up to "VLAN Configurations"')
  })
})

describe('services', () => {
  test('order, enabled services and those without hardware', () => {
    expect(serviceOrder.read(captured('networksetup/service-order.txt'))).toEqual([
      { name: 'Ethernet', port: 'Ethernet', device: 'en0', enabled: true },
      { name: 'Wi-Fi', port: 'Wi-Fi', device: 'en1', enabled: true },
      { name: 'Thunderbolt Bridge', port: 'Thunderbolt Bridge', device: 'bridge0', enabled: false },
      { name: 'Thunderbolt 6', port: 'Thunderbolt 6', device: 'en7', enabled: true },
      { name: 'Tailscale', port: 'io.tailscale.ipn.macsys', device: null, enabled: true },
    ])
  })

  test.each([
    ['service-order-french.txt', 'Pont Thunderbolt'],
    ['service-order-german.txt', 'Thunderbolt-Bridge'],
  ])('in %s the bridge service is found by its device, since its name is translated', (file, name) => {
    const services = serviceOrder.read(captured(`networksetup/${file}`))
    expect(services.filter(({ device }) => device === 'bridge0').map((service) => service.name)).toEqual([name])
  })

  test('brackets in the name of a service are part of the name', () => {
    const services = serviceOrder.read(captured('networksetup/service-order-german.txt'))
    expect(services.at(-1)).toEqual({ name: 'Büro (WLAN)', port: 'Wi-Fi', device: 'en1', enabled: true })
  })

  test('two services may share one device', () => {
    const services = serviceOrder.read(captured('networksetup/service-order-two-on-one-device.txt'))
    expect(services.filter(({ device }) => device === 'en4').map(({ name }) => name)).toEqual([
      'Earlier Cluster Bridge',
      'Thunderbolt 3',
    ])
  })

  test('a service with an address from DHCP', () => {
    expect(readServiceInfo(captured('networksetup/info-dhcp.txt'), 'Ethernet')).toEqual({
      method: 'dhcp',
      address: '198.51.100.7',
      netmask: '255.255.255.0',
      router: '198.51.100.1',
      ipv6: 'Automatic',
    })
  })

  test('a manual service without router: "(null)" is no router', () => {
    expect(readServiceInfo(captured('networksetup/info-manual.txt'), 'Ethernet')).toEqual({
      method: 'manual',
      address: '10.219.1.7',
      netmask: '255.255.0.0',
      router: null,
      ipv6: 'Link Local',
    })
  })

  test('a service without address has none', () => {
    const info = readServiceInfo(captured('networksetup/info-dhcp-no-address.txt'), 'Ethernet')
    expect(info).toMatchObject({ method: 'dhcp', address: null, netmask: null })
  })

  test('a service that does not exist is null, with exit 4 and with exit 0', () => {
    expect(readServiceInfo(captured('networksetup/error-unknown-service.txt'), 'Foo')).toBeNull()
    expect(readServiceInfo(captured('networksetup/liar-unknown-service.txt'), 'Foo')).toBeNull()
  })

  test('any other error is no answer', () => {
    expect(() => readServiceInfo(captured('networksetup/error-not-admin.txt'), 'Ethernet')).toThrow('admin privileges')
    expect(() => serviceOrder.read(captured('networksetup/liar-unable-to-commit.txt'))).toThrow('Unable to commit')
  })

  const HEADER = 'An asterisk (*) denotes that a network service is disabled.\n'
  const listed = (...blocks: readonly string[]) => ({
    exit: 0,
    stdout: `${HEADER}${blocks.join('')}== end\n`,
    stderr: '',
  })
  const block = (name: string, file: string) => `== ${captured(file).exit} ${name}\n${captured(file).stdout}`

  test('every service in one answer, and one that we cannot read does not hide the others', () => {
    const infos = serviceInfos.read(
      listed(
        block('Ethernet', 'networksetup/info-dhcp.txt'),
        block('Büro == VPN', 'networksetup/error-not-admin.txt'),
        block('Foo', 'networksetup/liar-unknown-service.txt'),
        block('Thunderbolt 6', 'networksetup/info-manual.txt'),
      ),
    )
    expect(infos.get('Ethernet')).toMatchObject({ known: true, value: { address: '198.51.100.7' } })
    expect(infos.get('Büro == VPN')).toMatchObject({ known: false })
    expect(infos.get('Foo')).toEqual({ known: true, value: null })
    expect(infos.get('Thunderbolt 6')).toMatchObject({ known: true, value: { method: 'manual' } })
  })

  test('services that are cut off, or a list that failed, are no answer', () => {
    const whole = listed(block('Ethernet', 'networksetup/info-dhcp.txt'), block('T', 'networksetup/info-manual.txt'))
    for (let end = 0; end < whole.stdout.length; end += 1) {
      expect(() => serviceInfos.read({ ...whole, stdout: whole.stdout.slice(0, end) })).toThrow(Unreadable)
    }
    expect(() => serviceInfos.read({ ...whole, exit: 1 })).toThrow(Unreadable)
    expect(serviceInfos.read(listed())).toEqual(new Map())
  })

  test('an order without its first line is unreadable', () => {
    expect(() => serviceOrder.read({ exit: 0, stdout: '', stderr: '' })).toThrow(Unreadable)
  })
})

describe('refusals', () => {
  test('text that refuses is found on either stream, whatever the exit code', () => {
    const refused = CAPTURES.filter((capture) => refusal(replyOf(capture)) !== null).map(({ file }) => file)
    expect(refused.sort()).toEqual([
      'ifconfig/address-refused.txt',
      'launchctl/bootout-in-progress.txt',
      'launchctl/bootout-missing.txt',
      'launchctl/bootstrap-in-progress.txt',
      'launchctl/bootstrap-loaded.txt',
      'networksetup/error-claimed-port.txt',
      'networksetup/error-not-admin.txt',
      'networksetup/error-unknown-service.txt',
      'networksetup/liar-unable-to-commit.txt',
      'networksetup/liar-unknown-service.txt',
      'route/none.txt',
      'startosinstall/not-authorized.txt',
    ])
  })

  test('the refusal is quoted', () => {
    expect(refusal(captured('networksetup/liar-unable-to-commit.txt'))).toBe(
      '** Error: Unable to commit changes to network database.',
    )
  })
})

describe('interfaces', () => {
  const all = interfaces.read(captured('ifconfig/mac-mini-half-out-of-bridge.txt'))
  const named = (name: string) => all.find((candidate) => candidate.name === name)

  test('every interface is listed, down ones too', () => {
    expect(all.map(({ name }) => name)).toEqual(['lo0', 'gif0', 'stf0', 'en0', 'en2', 'en3', 'en4', 'bridge0', 'utun4'])
  })

  test('a linked receptacle outside the bridge', () => {
    expect(named('en2')).toEqual({
      name: 'en2',
      up: true,
      ether: '36:4d:04:ea:4e:40',
      addresses: [{ address: '169.254.205.255', netmask: '255.255.0.0' }],
      status: 'active',
      members: [],
    })
  })

  test('an interface that deletem left down is not up', () => {
    expect(named('en3')).toMatchObject({ up: false, status: 'inactive', addresses: [] })
  })

  test('RUNNING says nothing: an idle port is up and inactive', () => {
    expect(named('en4')).toMatchObject({ up: true, status: 'inactive' })
  })

  test('the members of the bridge', () => {
    expect(named('bridge0')?.members).toEqual(['en4'])
    const box = interfaces.read(captured('ifconfig/mac-mini-as-it-comes.txt'))
    expect(box.at(-1)).toMatchObject({ name: 'bridge0', up: true, members: ['en2', 'en3', 'en4'] })
  })

  test('a tunnel has an address and no Ethernet', () => {
    expect(named('utun4')).toMatchObject({
      ether: null,
      status: null,
      addresses: [{ address: '100.64.0.7', netmask: '255.255.255.255' }],
    })
  })

  test('output cut off in a line is unreadable: a member could be missing', () => {
    const { stdout } = captured('ifconfig/mac-mini-as-it-comes.txt')
    expect(() => interfaces.read({ exit: 0, stdout: stdout.slice(0, -40), stderr: '' })).toThrow(Unreadable)
    expect(() => interfaces.read({ exit: 0, stdout: '', stderr: '' })).toThrow(Unreadable)
  })
})

describe('the stored bridge', () => {
  test('its members, in their order, and that macOS keeps it itself', () => {
    expect(storedBridges.read(captured('preferences/bridge-with-members.json'))).toEqual({
      bridge0: { interfaces: ['en1', 'en6', 'en2'], automatic: true },
    })
  })

  test('a deleted bridge and one that never was are both none', () => {
    expect(storedBridges.read(captured('preferences/bridge-deleted.json'))).toEqual({})
    expect(storedBridges.read(captured('preferences/never-stored.txt'))).toEqual({})
  })

  test('a file that cannot be read is not an absent bridge', () => {
    const reply = { exit: 1, stdout: '', stderr: 'preferences.plist: file does not exist or is not readable\n' }
    expect(() => storedBridges.read(reply)).toThrow(Unreadable)
  })
})

describe('the way to the Mac', () => {
  test('the interface of the default route', () => {
    expect(defaultInterface.read(captured('route/default.txt'))).toBe('en0')
  })

  test('a Mac without default route, with exit 1 and with exit 0', () => {
    expect(defaultInterface.read(captured('route/none.txt'))).toBeNull()
    expect(defaultInterface.read({ ...captured('route/none.txt'), exit: 0 })).toBeNull()
  })

  test('the address that our own session came in by', () => {
    expect(sshConnection.read(captured('ssh-connection/over-ssh.txt'))).toEqual({ serverAddress: '198.51.100.7' })
    expect(sshConnection.read(captured('ssh-connection/not-over-ssh.txt'))).toBeNull()
  })
})
