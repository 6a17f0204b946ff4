// SPDX-License-Identifier: Apache-2.0
// Reads all MIDI files of a folder into memory; then, for every line on stdin, turns each into a
// NoteSequence and prints the seconds and the number of notes. compare.mjs drives it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "shared/midi/to_note_sequence.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<Bytes> load(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".mid" || extension == ".midi") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> files;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: segue_midi_bench FOLDER, then a line on stdin for each round\n");
    return 2;
  }
  const std::vector<Bytes> files = load(argv[1]);
  std::size_t bytes = 0;
  for (const Bytes& file : files) bytes += file.size();
  std::printf("%zu %zu\n", files.size(), bytes);
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    std::size_t notes = 0, unreadable = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const Bytes& file : files) {
      const auto read = segue::read_midi(file);
      if (read.ok()) {
        notes += read->sequence.notes.size();
      } else {
        ++unreadable;
      }
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    std::printf("%.9f %zu %zu\n", taken.count(), notes, unreadable);
    std::fflush(stdout);
  }
}
