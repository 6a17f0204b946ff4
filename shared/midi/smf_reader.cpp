// SPDX-License-Identifier: Apache-2.0
// Keeps every event the walker hands out.
#include "shared/midi/smf_reader.h"

#include <utility>

#include "shared/midi/midi_warnings.h"
#include "shared/midi/smf_walker.h"

namespace segue {
namespace {

class FileSink {
 public:
  void begin_file(const detail::SmfHeader& header) {
    file.format = header.format;
    file.division = header.division;
  }
  void begin_track(int) { file.tracks.emplace_back(); }
  void channel_message(std::uint64_t tick, std::uint8_t status, std::uint8_t data1,
                       std::uint8_t data2) {
    file.tracks.back().add_channel_message(tick, status, data1, data2);
  }
  void meta(std::uint64_t tick, std::uint8_t type, std::span<const std::uint8_t> data,
            std::size_t) {
    file.tracks.back().add_meta(tick, type, data);
  }
  void sysex(std::uint64_t tick, std::uint8_t status, std::span<const std::uint8_t> data) {
    file.tracks.back().add_sysex(tick, status, data);
  }
  void end_track(std::uint64_t tick, std::size_t) { file.tracks.back().end_tick = tick; }

  MidiFile file;
};

}  // namespace

Result<SmfReadResult> read_smf(std::span<const std::uint8_t> bytes) {
  FileSink sink;
  detail::MidiWarnings warnings;
  const auto walked = detail::walk_smf(bytes, sink, warnings);
  if (!walked) return walked.error();
  // As the walker has warned.
  if (sink.file.format == 0 && sink.file.tracks.size() > 1) sink.file.format = 1;
  return SmfReadResult{std::move(sink.file), warnings.take()};
}

}  // namespace segue
