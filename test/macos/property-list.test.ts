import { describe, expect, test } from 'vitest'
import { propertyList } from '../../src/macos/property-list.js'

describe('a property list', () => {
  test('a job for launchd, key by key as given', () => {
    const job = {
      Label: 'macloom.kimi.rank-0',
      ProgramArguments: ['/bin/sh', '/usr/local/macloom/jobs/kimi/rank.sh'],
      EnvironmentVariables: { MLX_RANK: '0' },
      RunAtLoad: true,
      KeepAlive: false,
      ExitTimeOut: 120,
    }
    expect(propertyList(job)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>Label</key>
\t<string>macloom.kimi.rank-0</string>
\t<key>ProgramArguments</key>
\t<array>
\t\t<string>/bin/sh</string>
\t\t<string>/usr/local/macloom/jobs/kimi/rank.sh</string>
\t</array>
\t<key>EnvironmentVariables</key>
\t<dict>
\t\t<key>MLX_RANK</key>
\t\t<string>0</string>
\t</dict>
\t<key>RunAtLoad</key>
\t<true/>
\t<key>KeepAlive</key>
\t<false/>
\t<key>ExitTimeOut</key>
\t<integer>120</integer>
</dict>
</plist>
`)
  })

  test('what XML has a meaning for is written out', () => {
    expect(propertyList({ 'a<b': '1 & 2 > "0"' })).toContain('<key>a&lt;b</key>\n\t<string>1 &amp; 2 &gt; "0"</string>')
  })

  test('empty lists and missing keys', () => {
    expect(propertyList({ empty: [], none: {}, missing: undefined })).toContain(
      '<dict>\n\t<key>empty</key>\n\t<array/>\n\t<key>none</key>\n\t<dict/>\n</dict>',
    )
  })

  test('what launchd would refuse is refused before it is written', () => {
    expect(() => propertyList({ ExitTimeOut: 1.5 })).toThrow('integers only')
    expect(() => propertyList({ Label: 'a\u0000b' })).toThrow('control character')
  })
})
