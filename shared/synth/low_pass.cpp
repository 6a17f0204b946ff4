// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/low_pass.h"

namespace segue::detail {

// With v = in - s2 the filter is low = s2 + a2 s1 + a3 v, s1' = 2 (a1 s1 + a2 v) - s1 and
// s2' = 2 low - s2: linear, s' = A s + B in and low = C s + a3 in.
void LowPass::set(float g, float damping) noexcept {
  const float a1 = 1 / (1 + g * (g + damping));
  a2_ = g * a1;
  a3_ = g * a2_;
  first_first_ = 2 * a1 - 1;
  second_second_ = 1 - 2 * a3_;
  const float across = 2 * a2_;  // A = [first_first, -across; across, second_second]
  // Outputs of frame j by the states: C A^j.
  float row_first = a2_, row_second = 1 - a3_;
  std::array<float, 4> echo{a3_};  // output j frames after an input: a3, then C A^(j-1) B
  for (int j = 0; j < 4; ++j) {
    out_first_[j] = row_first;
    out_second_[j] = row_second;
    if (j < 3) echo[static_cast<std::size_t>(j) + 1] = row_first * across + row_second * 2 * a3_;
    const float next = row_first * first_first_ + row_second * across;
    row_second = row_second * second_second_ - row_first * across;
    row_first = next;
  }
  out_ = {Four{echo[0], echo[1], echo[2], echo[3]}, Four{0, echo[0], echo[1], echo[2]},
          Four{0, 0, echo[0], echo[1]}, Four{0, 0, 0, echo[0]}};
  // States after four frames by each input: A^(3-j) B, and by themselves: A^4.
  float first = across, second = 2 * a3_;
  for (std::size_t j = 4; j-- > 0;) {
    next_[j] = Four{first, second, 0, 0};
    const float next = first_first_ * first - across * second;
    second = across * first + second_second_ * second;
    first = next;
  }
  float ff = first_first_, fs = -across, sf = across, ss = second_second_;
  for (int twice = 0; twice < 2; ++twice) {
    const float cross = fs * sf, trace = ff + ss;
    fs *= trace;
    sf *= trace;
    ff = ff * ff + cross;
    ss = ss * ss + cross;
  }
  next_first_ = Four{ff, sf, 0, 0};
  next_second_ = Four{fs, ss, 0, 0};
}

void LowPass::run(float* samples, int frames, State& state) const noexcept {
  Four states = {state.first, state.second, 0, 0};
  int k = 0;
  for (; k + 4 <= frames; k += 4) {
    const Four first = __builtin_shufflevector(states, states, 0, 0, 0, 0);
    const Four second = __builtin_shufflevector(states, states, 1, 1, 1, 1);
    const Four in = load(samples + k);
    const Four in0 = __builtin_shufflevector(in, in, 0, 0, 0, 0);
    const Four in1 = __builtin_shufflevector(in, in, 1, 1, 1, 1);
    const Four in2 = __builtin_shufflevector(in, in, 2, 2, 2, 2);
    const Four in3 = __builtin_shufflevector(in, in, 3, 3, 3, 3);
    const Four driven = (next_[0] * in0 + next_[1] * in1) + (next_[2] * in2 + next_[3] * in3);
    states = (next_first_ * first + driven) + next_second_ * second;
    store(samples + k, ((out_[0] * in0 + out_[1] * in1) + (out_[2] * in2 + out_[3] * in3)) +
                           (out_first_ * first + out_second_ * second));
  }
  state = {states[0], states[1]};
  for (; k < frames; ++k) {
    const float v = samples[k] - state.second;
    const float low = state.second + a2_ * state.first + a3_ * v;
    state.first = first_first_ * state.first + 2 * a2_ * v;
    state.second = 2 * low - state.second;
    samples[k] = low;
  }
}

}  // namespace segue::detail
