// SPDX-License-Identifier: Apache-2.0
// Writes the example clips of this folder: public-domain tunes, typed in as PITCH:SIXTEENTHS, some with bass and
// drums of our own, and plain beats, a character a sixteenth: X loud, x softer, . nothing.
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

const kDrums = { kick: 36, snare: 38, hat: 42, open: 46, crash: 49, ride: 51 };
const kRock = {
  kick: 'X.......X.X.....X.......X.X.....', snare: '....X.......X.......X.......X..x',
  hat: 'X.x.X.x.X.x.X.x.X.x.X.x.X.x.X...', open: '..............................X.',
};
const kBossa = {
  kick: 'X..xX..xX..xX..xX..xX..xX..xX..x', snare: 'X..X..X...X..X..X..X..X...X..X..',
  hat: 'XxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx',
};
const kWalk = { kick: 'X.......X.......', snare: '....x.......x...', ride: 'X.x.X.x.X.x.X.x.' };

const beats = [
  { file: 'rock-beat.mid', title: 'Rock beat', qpm: 112, drums: kRock, bars: 4 },
  { file: 'bossa-nova.mid', title: 'Bossa nova', qpm: 126, drums: kBossa, bars: 4 },
];

// Melody of `tune`, twice: 16 bars.
const trios = [
  {
    file: 'ode-to-joy-trio.mid', title: 'Ode to Joy, with bass and drums', tune: 'ode-to-joy.mid', drums: kRock,
    bass: `C2:8 C2:8  G2:8 G1:8  C2:8 C2:8  G1:8 G1:8  C2:8 C2:8  G2:8 G1:8  C2:8 C2:8  G1:8 C2:8`,
  },
  {
    file: 'frere-jacques-trio.mid', title: 'Frère Jacques, with bass and drums', tune: 'frere-jacques.mid', drums: kWalk,
    bass: `C2:4 E2:4 G2:4 E2:4  C2:4 E2:4 G2:4 E2:4  C2:4 D2:4 E2:4 G1:4  C2:4 D2:4 E2:4 G1:4
           C2:4 E2:4 G2:4 E2:4  C2:4 E2:4 G2:4 E2:4  C2:4 G1:4 C2:8  C2:4 G1:4 C2:8`,
  },
];

/** A piece with its meter and tempo. @param {string} title @param {number} qpm */
function begin(title, qpm) {
  const midi = new Midi();
  midi.header.setTempo(qpm);
  midi.header.timeSignatures.push({ ticks: 0, timeSignature: [4, 4], measures: 0 });
  midi.header.name = title;
  return midi;
}

function addDrums(midi, lanes, bars) {
  const track = midi.addTrack();
  track.name = 'Drums';
  track.channel = 9;
  const ticksPerStep = midi.header.ppq / 4;
  for (let step = 0; step < bars * 16; ++step) {
    for (const [name, pattern] of Object.entries(lanes)) {
      const mark = pattern[step % pattern.length];
      if (mark === '.') continue;
      track.addNote({
        midi: kDrums[name], ticks: step * ticksPerStep, durationTicks: ticksPerStep, velocity: mark === 'X' ? 0.8 : 0.45,
      });
    }
  }
}

for (const { file, title, qpm, drums, bars } of beats) {
  const midi = begin(title, qpm);
  addDrums(midi, drums, bars);
  writeFileSync(join(here, file), midi.toArray());
}

for (const { file, title, tune, drums, bass } of trios) {
  const { qpm, notes } = tunes.find((one) => one.file === tune);
  const midi = begin(title, qpm);
  addLine(midi, 'Melody', 0, 0, `${notes} ${notes}`);
  addLine(midi, 'Bass', 1, 33, `${bass} ${bass}`);
  addDrums(midi, drums, 16);
  writeFileSync(join(here, file), midi.toArray());
}

for (const { file, title, qpm, notes } of tunes) {
  const midi = begin(title, qpm);
  addLine(midi, title, 0, 0, notes);
  writeFileSync(join(here, file), midi.toArray());
}

function addLine(midi, name, channel, program, notes) {
  const track = midi.addTrack();
  track.name = name;
  track.channel = channel;
  track.instrument.number = program;
  const ticksPerStep = midi.header.ppq / 4;
  let step = 0;
  for (const item of notes.trim().split(/\s+/)) {
    const [pitch, length] = item.split(':');
    if (pitch !== 'R') {
      track.addNote({ name: pitch, ticks: step * ticksPerStep, durationTicks: Number(length) * ticksPerStep, velocity: 0.75 });
    }
    step += Number(length);
  }
}
