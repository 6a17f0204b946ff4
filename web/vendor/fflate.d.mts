// SPDX-License-Identifier: Apache-2.0
// assemble.mjs puts fflate's browser module at vendor/fflate.mjs.
export * from 'fflate';
