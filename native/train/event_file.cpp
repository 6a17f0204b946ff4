// SPDX-License-Identifier: Apache-2.0
#include "native/train/event_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "native/train/tfrecord.h"
#include "tensorboard.pb.h"

namespace segue {

Result<EventFile> EventFile::create(const std::string& folder, double unix_time_s) {
  EventFile file;
  // TensorBoard looks for "tfevents" and sorts by the number; the process keeps two starts of a
  // second apart.
  file.path_ = folder + "/events.out.tfevents." +
               std::to_string(static_cast<long long>(unix_time_s)) + "." +
               std::to_string(getpid()) + ".segue";
  file.file_.reset(std::fopen(file.path_.c_str(), "ab"));
  if (!file.file_) {
    return Error{ErrorCode::kIo, "cannot write " + file.path_ + ": " + std::strerror(errno)};
  }
  tensorboard::Event event;
  event.set_wall_time(unix_time_s);
  event.set_file_version("brain.Event:2");  // the version TensorBoard asks for
  if (auto done = file.append(event.SerializeAsString()); !done) return done.error();
  return file;
}

Result<void> EventFile::write(double unix_time_s, std::int64_t step,
                              const std::vector<std::pair<std::string, double>>& scalars) {
  tensorboard::Event event;
  event.set_wall_time(unix_time_s);
  event.set_step(step);
  for (const auto& [tag, number] : scalars) {
    auto* value = event.mutable_summary()->add_value();
    value->set_tag(tag);
    value->set_simple_value(static_cast<float>(number));
  }
  return append(event.SerializeAsString());
}

Result<void> EventFile::append(const std::string& event) {
  const auto record = to_tfrecord(event);
  std::fwrite(record.data(), 1, record.size(), file_.get());
  if (std::fflush(file_.get()) == 0 && !std::ferror(file_.get())) return {};
  return Error{ErrorCode::kIo, "cannot write " + path_ + ": " + std::strerror(errno) +
                                   "; free some space, then go on with --resume"};
}

}  // namespace segue
