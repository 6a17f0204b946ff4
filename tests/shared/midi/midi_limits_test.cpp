// SPDX-License-Identifier: Apache-2.0
// Hostile inputs stay within 64 MiB + 100 times their size, and time grows with the input, not with
// its square. Replaces operator new to count.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <new>

#include "shared/midi/smf_reader.h"
#include "shared/midi/smf_writer.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/shared/midi/smf_bytes.h"

namespace {

std::size_t in_use = 0;
std::size_t most_in_use = 0;
constexpr std::size_t kPrefix = alignof(std::max_align_t);  // holds the size before each block

void* allocate(std::size_t size) {
  auto* block = static_cast<unsigned char*>(std::malloc(size + kPrefix));
  if (block == nullptr) std::abort();
  *reinterpret_cast<std::size_t*>(block) = size;
  in_use += size;
  most_in_use = std::max(most_in_use, in_use);
  return block + kPrefix;
}

void release(void* memory) {
  if (memory == nullptr) return;
  auto* block = static_cast<unsigned char*>(memory) - kPrefix;
  in_use -= *reinterpret_cast<std::size_t*>(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

/// `head`, then `piece` as often as it takes to reach `size`, as one track.
Bytes repeat(const Bytes& piece, std::size_t size, const Bytes& head = {}) {
  Bytes events = head;
  events.reserve(size + piece.size());
  while (events.size() < size) events.insert(events.end(), piece.begin(), piece.end());
  return test::header(0, 1, 96) + test::track(events);
}

Bytes many_tracks(const Bytes& one, std::size_t size) {
  Bytes file = test::header(1, 65535, 96);
  while (file.size() < size) file.insert(file.end(), one.begin(), one.end());
  return file;
}

/// Notes on and off in all channels and programs, so that there are as many instruments as can be.
Bytes many_instruments(std::size_t size) {
  Bytes events = {0x00, 0xFF, 0x03, 0x82, 0x00};
  events.resize(events.size() + 256, 0xE4);
  for (std::uint8_t program = 0; program < 128; ++program) {
    for (std::uint8_t channel = 0; channel < 16; ++channel) {
      const auto status = [channel](int message) {
        return static_cast<std::uint8_t>(message | channel);
      };
      events.insert(events.end(), {0, status(0xC0), program, 0, status(0x90), 60, 1, 1, 60, 0});
    }
  }
  return many_tracks(test::track(events), size);
}

/// All the notes first, then nothing but note-offs of one tick each under changing tempos.
Bytes tempo_storm(std::size_t size) {
  Bytes events;
  for (std::size_t i = 0; events.size() < size / 2; ++i) {
    const auto pitch = static_cast<std::uint8_t>(i % 128);
    events.insert(events.end(), {1, 0x90, pitch, 1});
  }
  for (std::size_t i = 0; events.size() < size; ++i) {
    const auto speed = static_cast<std::uint8_t>(1 + i % 100);
    events.insert(events.end(), {1, 0xFF, 0x51, 3, speed, 0, 0});
    events.insert(events.end(), {1, 0x80, static_cast<std::uint8_t>(i % 128), 0});
  }
  return test::header(0, 1, 96) + test::track(events);
}

/// Every chord is written from the top down, all at tick 0: the worst order to sort.
Bytes falling_chord(std::size_t size) {
  Bytes events;
  while (events.size() < size) {
    for (int pitch = 127; pitch >= 0; --pitch) {
      events.insert(events.end(), {0, 0x90, static_cast<std::uint8_t>(pitch), 1});
    }
  }
  events.insert(events.end(), {1, 0xB0, 1, 1});
  return test::header(0, 1, 96) + test::track(events);
}

struct Case {
  const char* name;
  std::function<Bytes(std::size_t size)> make;
};

std::vector<Case> hostile_cases() {
  return {
      {"notes under running status",
       [](auto n) {
         return repeat({0, 60, 1}, n, {0, 0x90, 60, 1});
       }},
      {"notes on and off",
       [](auto n) {
         return repeat({0, 60, 1, 1, 60, 0}, n, {0, 0x90, 60, 1});
       }},
      {"two-byte events",
       [](auto n) {
         return repeat({0, 1}, n, {0, 0xC0, 1});
       }},
      {"controls",
       [](auto n) {
         return repeat({0, 1, 1}, n, {0, 0x90, 60, 1, 0, 0xB0, 1, 1});
       }},
      {"bends",
       [](auto n) {
         return repeat({0, 1, 1}, n, {0, 0x90, 60, 1, 0, 0xE0, 1, 1});
       }},
      {"empty metas",
       [](auto n) {
         return repeat({0, 0xFF, 1, 0}, n);
       }},
      {"names",
       [](auto n) {
         return repeat({0, 0xFF, 3, 1, 0xE4}, n);
       }},
      {"empty sysex",
       [](auto n) {
         return repeat({0, 0xF0, 0}, n);
       }},
      {"signatures",
       [](auto n) {
         return repeat({1, 0xFF, 0x58, 2, 3, 2, 1, 0xFF, 0x59, 2, 1, 0}, n);
       }},
      {"tempo storm", tempo_storm},
      {"falling chord", falling_chord},
      {"illegal status bytes", [](auto n) { return repeat({0xF8}, n); }},
      {"stray data bytes",
       [](auto n) {
         return repeat({0, 1, 0xF6}, n);
       }},
      {"continuation bytes", [](auto n) { return repeat({0xFF}, n); }},
      {"same pitch, never off",
       [](auto n) {
         return repeat({1, 60, 1, 0, 60, 1}, n, {0, 0x90, 60, 1});
       }},
      {"tracks of nothing", [](auto n) { return many_tracks(test::chunk("MTrk", {}), n); }},
      {"tracks of one open note",
       [](auto n) {
         return many_tracks(test::track({0, 0x90, 60, 1, 1, 0xB0, 1, 1}), n);
       }},
      {"tracks with lengths too long",
       [](auto n) { return many_tracks(test::text("MTrk") + test::u32(0xFFFFFFFF), n); }},
      {"unknown chunks",
       [](auto n) { return many_tracks(test::text("ABCD") + test::u32(0), n) + test::track({}); }},
      {"half chunk names",
       [](auto n) { return many_tracks(test::text("MTr"), n) + test::track({}); }},
      {"instruments", many_instruments},
      {"declared lengths",
       [](auto n) {
         return repeat({0, 0xFF, 1, 0xFF, 0xFF, 0xFF, 0x7F}, n);
       }},
  };
}

std::size_t peak_of(const std::function<void()>& work) {
  const std::size_t before = in_use;
  most_in_use = in_use;
  work();
  return most_in_use - before;
}

TEST(MidiLimits, MemoryStaysWithin64MiBAnd100TimesTheInput) {
  for (const Case& hostile : hostile_cases()) {
    for (const std::size_t size : {std::size_t{1} << 12, std::size_t{1} << 20}) {
      const Bytes bytes = hostile.make(size);
      const std::size_t reading = peak_of([&] { (void)read_smf(bytes); });
      const std::size_t music = peak_of([&] { (void)read_midi(bytes); });
      // The 64 MiB are not needed: a fixed 128 KiB are enough.
      const std::size_t allowed = (std::size_t{1} << 17) + 100 * bytes.size();
      EXPECT_LE(reading, allowed) << hostile.name << ", " << bytes.size() << " bytes";
      EXPECT_LE(music, allowed) << hostile.name << ", " << bytes.size() << " bytes";
    }
  }
}

double seconds_of(const std::function<void()>& work) {
  double best_s = 1e9;
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best_s = std::min(best_s, taken.count());
  }
  return best_s;
}

TEST(MidiLimits, TimeGrowsWithTheInputAndNotWithItsSquare) {
  constexpr std::size_t kSize = 1 << 17;
  for (const Case& hostile : hostile_cases()) {
    const Bytes small = hostile.make(kSize);
    const Bytes large = hostile.make(4 * kSize);
    const auto both = [](const Bytes& bytes) {
      const auto file = read_smf(bytes);
      if (file.ok()) (void)write_smf(file->file);
      (void)read_midi(bytes);
    };
    // Four times the work, up to twice that for a busy machine and caches; a square takes 16 times.
    // Below a few milliseconds the clock says nothing.
    double ratio = 0;
    for (int attempt = 0; attempt < 4; ++attempt) {
      const double small_s = std::max(0.003, seconds_of([&] { both(small); }));
      ratio = seconds_of([&] { both(large); }) / small_s;
      if (ratio < 9) break;
    }
    EXPECT_LT(ratio, 9) << hostile.name;
  }
}

}  // namespace
}  // namespace segue
