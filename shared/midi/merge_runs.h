// SPDX-License-Identifier: Apache-2.0
// Joins the tracks' events, each already in order, into one order. Internal to shared/midi.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace segue::detail {

/// Sorts `items` from `begin` on, which are in order but for neighbours: few moves, else a full
/// sort.
template <class T>
void sort_run(std::vector<T>& items, std::size_t begin) {
  constexpr std::size_t kMaxMoves = 32;
  const auto earlier = [](const T& a, const T& b) { return a.key < b.key; };
  for (std::size_t i = begin + 1; i < items.size(); ++i) {
    if (items[i - 1].key <= items[i].key) continue;
    const T item = items[i];
    std::size_t place = i;
    while (place > begin && item.key < items[place - 1].key && i - place < kMaxMoves) {
      items[place] = items[place - 1];
      --place;
    }
    items[place] = item;
    if (place > begin && item.key < items[place - 1].key) {
      std::stable_sort(items.begin() + static_cast<std::ptrdiff_t>(begin), items.end(), earlier);
      return;
    }
  }
}

/// Stable merge of two neighbours. Which side comes next is a coin toss, hence no branch on it.
template <class T>
void merge_two(const T* a, const T* middle, const T* end, T* out) {
  const T* b = middle;
  while (a != middle && b != end) {
    const bool take_b = b->key < a->key;
    *out++ = take_b ? *b : *a;
    b += take_b ? 1 : 0;
    a += take_b ? 0 : 1;
  }
  std::copy(b, end, std::copy(a, middle, out));
}

/// Stable merge of runs by `key`. `begins` are the first indices of the runs, ascending.
template <class T>
void merge_runs(std::vector<T>& items, std::vector<std::size_t> begins) {
  begins.push_back(items.size());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  std::vector<T> merged;
  while (begins.size() > 2) {
    merged.resize(items.size());
    std::vector<std::size_t> joined;
    for (std::size_t run = 0; run + 1 < begins.size(); run += 2) {
      const std::size_t begin = begins[run], middle = begins[run + 1];
      const std::size_t end = run + 2 < begins.size() ? begins[run + 2] : middle;
      const T* from = items.data();
      joined.push_back(begin);
      merge_two(from + begin, from + middle, from + end, merged.data() + begin);
    }
    joined.push_back(items.size());
    begins = std::move(joined);
    items.swap(merged);
  }
}

}  // namespace segue::detail
