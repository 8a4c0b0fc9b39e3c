import type { ResourceValidationPolicy } from '@pulumi/policy'
import { ofKind } from './stack.js'

/** mlx_lm.server has neither encryption nor a login: whoever reaches the port uses the model and reads along. */
export const noOpenPlaintext: ResourceValidationPolicy = {
  name: 'no-open-plaintext',
  description: 'An endpoint off loopback needs the word that allows plaintext.',
  enforcementLevel: 'mandatory',
  validateResource: (resource, reportViolation) => {
    for (const { inputs } of ofKind('ShardDeployment', [resource])) {
      if (isLoopback(inputs.host) || inputs.plaintext === 'allowed') continue
      reportViolation(
        `${inputs.name} would serve on ${inputs.host}:${inputs.port} without encryption or login. ` +
          'Serve on 127.0.0.1 behind a proxy or an SSH tunnel, or write plaintext: allowed.',
      )
    }
  },
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
