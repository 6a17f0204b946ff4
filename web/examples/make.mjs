// SPDX-License-Identifier: Apache-2.0
// Writes the example clips of this folder: public-domain tunes, typed in as PITCH:SIXTEENTHS.
// Run with: node web/examples/make.mjs (needs the packages of tests/package.json).
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { Midi } = createRequire(join(here, '../../tests/package.json'))('@tonejs/midi');

const tunes = [
  {
    file: 'ode-to-joy.mid', title: 'Ode to Joy (Beethoven, 1824)', qpm: 112,
    notes: `E4:4 E4:4 F4:4 G4:4  G4:4 F4:4 E4:4 D4:4  C4:4 C4:4 D4:4 E4:4  E4:6 D4:2 D4:8
            E4:4 E4:4 F4:4 G4:4  G4:4 F4:4 E4:4 D4:4  C4:4 C4:4 D4:4 E4:4  D4:6 C4:2 C4:8`,
  },
  {
    file: 'frere-jacques.mid', title: 'Frère Jacques (traditional, 18th century)', qpm: 120,
    notes: `C4:4 D4:4 E4:4 C4:4  C4:4 D4:4 E4:4 C4:4  E4:4 F4:4 G4:8  E4:4 F4:4 G4:8
            G4:2 A4:2 G4:2 F4:2 E4:4 C4:4  G4:2 A4:2 G4:2 F4:2 E4:4 C4:4  C4:4 G3:4 C4:8  C4:4 G3:4 C4:8`,
  },
  {
    file: 'ah-vous-dirai-je.mid', title: 'Ah! vous dirai-je, maman (traditional, 1761)', qpm: 108,
    notes: `C5:4 C5:4 G5:4 G5:4  A5:4 A5:4 G5:8  F5:4 F5:4 E5:4 E5:4  D5:4 D5:4 C5:8
            G5:4 G5:4 F5:4 F5:4  E5:4 E5:4 D5:8  G5:4 G5:4 F5:4 F5:4  E5:4 E5:4 D5:8`,
  },
  {
    file: 'canon-in-d.mid', title: 'Canon in D, theme (Pachelbel, about 1680)', qpm: 84,
    notes: `F#5:4 E5:4 D5:4 C#5:4  B4:4 A4:4 B4:4 C#5:4
            D5:2 F#5:2 A5:2 G5:2 F#5:2 D5:2 F#5:2 E5:2  D5:2 B4:2 D5:2 A5:2 G5:2 B5:2 A5:2 G5:2`,
  },
];

for (const { file, title, qpm, notes } of tunes) {
  const midi = new Midi();
  midi.header.setTempo(qpm);
  midi.header.timeSignatures.push({ ticks: 0, timeSignature: [4, 4], measures: 0 });
  midi.header.name = title;
  const track = midi.addTrack();
  track.name = title;
  track.channel = 0;
  const ticksPerStep = midi.header.ppq / 4;
  let step = 0;
  for (const item of notes.trim().split(/\s+/)) {
    const [name, length] = item.split(':');
    if (name !== 'R') {
      track.addNote({ name, ticks: step * ticksPerStep, durationTicks: Number(length) * ticksPerStep, velocity: 0.75 });
    }
    step += Number(length);
  }
  writeFileSync(join(here, file), midi.toArray());
}
