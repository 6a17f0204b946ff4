// SPDX-License-Identifier: Apache-2.0
// render() and its neighbours allocate nothing: operator new is replaced and counted.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "tests/shared/synth/measure.h"

namespace {
std::atomic<long> allocations{0};
}  // namespace

// Not inlined: GCC would compare malloc and delete across them and warn.
#define SEGUE_NOINLINE __attribute__((noinline))

SEGUE_NOINLINE void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  std::abort();
}
SEGUE_NOINLINE void* operator new[](std::size_t size) { return operator new(size); }
SEGUE_NOINLINE void operator delete(void* memory) noexcept { std::free(memory); }
SEGUE_NOINLINE void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
SEGUE_NOINLINE void operator delete[](void* memory) noexcept { std::free(memory); }
SEGUE_NOINLINE void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace segue {
namespace {

void schedule_everything(Synth& synth) {
  for (int i = 0; i < 400; ++i) {
    const std::int64_t start = synth.frame() + i * 239;
    synth.schedule({.start_frame = start,
                    .end_frame = start + 20000,
                    .pitch = 30 + (i * 7) % 70,
                    .velocity = 30 + i % 98,
                    .program = i % 148,
                    .is_drum = i % 5 == 0});
  }
}

TEST(SynthInRealTime, NothingIsAllocatedWhileItPlays) {
  const auto synth = std::make_unique<Synth>(48000);
  std::vector<float> left(128), right(128);
  const long counted_before = allocations;
  operator delete(operator new(1));  // a plain new expression may be optimised away
  ASSERT_GT(allocations, counted_before) << "the counter must count";
  const long before = allocations;
  schedule_everything(*synth);
  for (int i = 0; i < 800; ++i) {
    synth->render(left.data(), right.data(), 128);
    if (i == 300) synth->set_volume(0.5f);
    if (i == 400) synth->unschedule(synth->frame() + 10000);
    if (i == 500) synth->release(60, 0);
    if (i == 600) synth->all_notes_off();
    if (i == 700) synth->clear();
  }
  EXPECT_EQ(allocations, before);
}

TEST(SynthInRealTime, ManyVoicesRenderFasterThanTheyPlay) {
  const auto synth = std::make_unique<Synth>(48000);
  for (int i = 0; i < 40; ++i) {
    synth->schedule(
        {.start_frame = 0, .pitch = 36 + i, .velocity = 110, .program = i % 2 ? 0 : 48});
  }
  std::vector<float> left(96000), right(96000);
  const auto start = std::chrono::steady_clock::now();
  synth->render(left.data(), right.data(), 96000);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  RecordProperty("times_real_time", std::to_string(2 / taken.count()));
  EXPECT_LT(taken.count(),
            2.0);  // loose: sanitizers and busy machines; the measured value is recorded
}

// Faded sound must not become denormal numbers, which cost a hundred times as much.
TEST(SynthInRealTime, NoSampleIsDenormal) {
  const auto synth = std::make_unique<Synth>(48000);
  for (int i = 0; i < 20; ++i) {
    synth->schedule({.start_frame = 0, .end_frame = 4800, .pitch = 40 + i, .program = i * 6});
  }
  const measure::Stereo sound = measure::render(*synth, 48000 * 6);
  for (float x : sound.left) ASSERT_TRUE(x == 0 || std::abs(x) > 1e-30f);
}

}  // namespace
}  // namespace segue
