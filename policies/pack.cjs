/* global module */
// The host of policy packs requires its program; the pack is compiled to ES modules, which Node 20 only imports.
module.exports = import('../dist/pack/policies/index.js')
