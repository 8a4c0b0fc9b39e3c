import { describe, expect, test } from 'vitest'
import { render } from '../../src/command/render.js'
import * as ifconfig from '../../src/macos/ifconfig.js'
import * as launchctl from '../../src/macos/launchctl.js'
import { listeners } from '../../src/macos/lsof.js'
import * as networksetup from '../../src/macos/networksetup.js'
import { setPower } from '../../src/macos/pmset.js'
import { deleteStoredBridge, storedBridges, writeStoredBridge } from '../../src/macos/preferences.js'
import { setComputerName } from '../../src/macos/scutil.js'
import { automaticUpdates, setAutomaticUpdates, unsetAutomaticUpdates } from '../../src/macos/software-update.js'
import { fileStats } from '../../src/macos/stat.js'
import { setWiredLimit } from '../../src/macos/sysctl.js'

const NETWORK = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'
const UPDATES = '"$MACLOOM_ROOT"/Library/Preferences/com.apple.SoftwareUpdate AutomaticallyInstallMacOSUpdates'

describe('the exact words that a Mac is told', () => {
  test.each([
    [
      'a service on a receptacle',
      networksetup.createService('macloom 2', 'Thunderbolt 2'),
      "sudo -n networksetup -createnetworkservice 'macloom 2' 'Thunderbolt 2'",
    ],
    [
      'a service goes',
      networksetup.removeService('macloom 2'),
      "sudo -n networksetup -removenetworkservice 'macloom 2'",
    ],
    [
      'a static address without router',
      networksetup.setManual('macloom 2', '10.77.0.1', '255.255.255.252'),
      "sudo -n networksetup -setmanual 'macloom 2' 10.77.0.1 255.255.255.252",
    ],
    [
      'a static address with router',
      networksetup.setManual('Ethernet', '10.0.0.2', '255.255.255.0', '10.0.0.1'),
      'sudo -n networksetup -setmanual Ethernet 10.0.0.2 255.255.255.0 10.0.0.1',
    ],
    ['an address from DHCP', networksetup.setDhcp('Büro'), "sudo -n networksetup -setdhcp 'Büro'"],
    [
      'a service is switched off',
      networksetup.setServiceEnabled("Jo's Bridge", false),
      "sudo -n networksetup -setnetworkserviceenabled 'Jo'\\''s Bridge' off",
    ],
    [
      'a service is switched on',
      networksetup.setServiceEnabled('Ethernet', true),
      'sudo -n networksetup -setnetworkserviceenabled Ethernet on',
    ],
    [
      'the order of all services',
      networksetup.orderServices(['Ethernet', 'Wi-Fi', 'macloom 2']),
      "sudo -n networksetup -ordernetworkservices Ethernet Wi-Fi 'macloom 2'",
    ],
    ['IPv6 on the link only', networksetup.setIpv6LinkLocal('x'), 'sudo -n networksetup -setv6LinkLocal x'],
    ['IPv6 as macOS likes it', networksetup.setIpv6Automatic('x'), 'sudo -n networksetup -setv6automatic x'],
    ['no IPv6', networksetup.setIpv6Off('x'), 'sudo -n networksetup -setv6off x'],
    ['no IPv4', networksetup.setIpv4Off('x'), 'sudo -n networksetup -setv4off x'],
    ['a member leaves the bridge', ifconfig.removeFromBridge('bridge0', 'en2'), 'sudo -n ifconfig bridge0 deletem en2'],
    ['a member joins the bridge', ifconfig.addToBridge('bridge0', 'en2'), 'sudo -n ifconfig bridge0 addm en2'],
    ['an interface comes up', ifconfig.bringUp('en2'), 'sudo -n ifconfig en2 up'],
    ['an interface goes down', ifconfig.bringDown('en2'), 'sudo -n ifconfig en2 down'],
    ['a bridge is made', ifconfig.createBridge('bridge0'), 'sudo -n ifconfig bridge0 create'],
    ['a bridge is destroyed', ifconfig.destroyBridge('bridge0'), 'sudo -n ifconfig bridge0 destroy'],
    [
      'an address until the next reboot',
      ifconfig.setAddress('en2', '10.77.0.1', '255.255.255.252'),
      'sudo -n ifconfig en2 inet 10.77.0.1 netmask 255.255.255.252',
    ],
    [
      'the stored bridge is deleted',
      deleteStoredBridge('bridge0'),
      `sudo -n PlistBuddy -c 'Delete :VirtualNetworkInterfaces:Bridge:bridge0' ${NETWORK}`,
    ],
    [
      'the stored bridge is written as it was',
      writeStoredBridge('bridge0', { interfaces: ['en1', 'en6'], automatic: true }),
      "sudo -n PlistBuddy -c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces array'" +
        " -c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces:0 string en1'" +
        " -c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Interfaces:1 string en6'" +
        ` -c 'Add :VirtualNetworkInterfaces:Bridge:bridge0:Options:__AUTO__ string thunderbolt-bridge' ${NETWORK}`,
    ],
    ['the wired ceiling', setWiredLimit(458752), 'sudo -n sysctl iogpu.wired_limit_mb=458752'],
    ['power on every source', setPower({ sleep: 0, womp: 1 }), 'sudo -n pmset -a sleep 0 womp 1'],
    ['power on the battery', setPower({ sleep: '10' }, 'Battery Power'), 'sudo -n pmset -b sleep 10'],
    ['power on mains', setPower({ sleep: '10' }, 'AC Power'), 'sudo -n pmset -c sleep 10'],
    ['a name', setComputerName('Mac Studio 1'), "sudo -n scutil --set ComputerName 'Mac Studio 1'"],
    ['updates by hand', setAutomaticUpdates(false), `sudo -n defaults write ${UPDATES} -bool false`],
    ['updates by themselves', setAutomaticUpdates(true), `sudo -n defaults write ${UPDATES} -bool true`],
    ['updates as macOS likes', unsetAutomaticUpdates(), `sudo -n defaults delete ${UPDATES}`],
    [
      'a job is loaded',
      launchctl.bootstrap('/Library/LaunchDaemons/x.plist'),
      'sudo -n launchctl bootstrap system "$MACLOOM_ROOT"/Library/LaunchDaemons/x.plist',
    ],
    ['a job goes', launchctl.bootout('x'), 'sudo -n launchctl bootout system/x'],
    ['a job starts, and none is killed for it', launchctl.kickstart('x'), 'sudo -n launchctl kickstart system/x'],
    ['a job ends', launchctl.signal('x', 'SIGTERM'), 'sudo -n launchctl kill SIGTERM system/x'],
    ['a job may start', launchctl.enable('x'), 'sudo -n launchctl enable system/x'],
  ])('%s', (_what, command, words) => {
    expect(render(command)).toBe(words)
  })
})

describe('the exact words that a Mac is asked', () => {
  test.each([
    [storedBridges, `plutil -extract VirtualNetworkInterfaces.Bridge json -o - ${NETWORK}`],
    [automaticUpdates, `defaults read ${UPDATES}`],
    [launchctl.job('com.example.x'), 'launchctl print system/com.example.x'],
    [fileStats(['/a b', '/c']), `stat -f '%z %m %N' "$MACLOOM_ROOT"'/a b' "$MACLOOM_ROOT"/c`],
    [listeners(8080), 'sudo -n lsof -nP -iTCP:8080 -sTCP:LISTEN -F pcLn'],
  ])('$name', (question, words) => {
    expect(render(question.command)).toBe(words)
  })
})
