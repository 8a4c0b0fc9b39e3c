import { PolicyPack } from '@pulumi/policy'
import { deploymentFits } from './deployment-fits.js'
import { noBetaBuilds } from './no-beta-builds.js'
import { noMixedBuilds } from './no-mixed-builds.js'
import { noOpenPlaintext } from './no-open-plaintext.js'

// One rule per file; `pulumi up --policy-pack policies` runs them all.
new PolicyPack('macloom', {
  description: 'Rules for labs of Macs',
  enforcementLevel: 'mandatory',
  policies: [noMixedBuilds, noBetaBuilds, noOpenPlaintext, deploymentFits],
})
