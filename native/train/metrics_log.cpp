// SPDX-License-Identifier: Apache-2.0
#include "native/train/metrics_log.h"

#include <cerrno>
#include <chrono>
#include <cstring>

namespace segue {
namespace {

constexpr const char* kHeader =
    "step,trained_s,steps_per_s,loss,r_loss,kl_bits,accuracy,gradient_norm,learning_rate,beta,"
    "sampling_probability,eval_windows,eval_accuracy_teacher_forcing,eval_accuracy_sampling,"
    "eval_r_loss,eval_kl_bits,eval_active_dimensions\n";

double unix_time_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Tags as the reference systems have them, so that runs can be compared.
std::vector<std::pair<std::string, double>> to_scalars(const MetricsRow& row) {
  const auto& m = row.train;
  std::vector<std::pair<std::string, double>> scalars = {
      {"loss", m.loss},
      {"losses/r_loss", m.r_loss},
      {"losses/kl_bits", m.kl_bits},
      {"losses/kl_beta", m.beta},
      {"metrics/accuracy", m.accuracy},
      {"learning_rate", m.learning_rate},
      {"global_norm", m.gradient_norm},
      {"sampling_probability", m.sampling_probability},
      {"steps_per_s", row.steps_per_s}};
  if (row.evaluation) {
    const auto& e = *row.evaluation;
    scalars.insert(scalars.end(),
                   {{"eval/accuracy_teacher_forcing", e.accuracy_teacher_forcing},
                    {"eval/accuracy_sampling", e.accuracy_sampling},
                    {"eval/r_loss", e.r_loss},
                    {"eval/kl_bits", e.kl_bits},
                    {"eval/active_dimensions", static_cast<double>(e.active_dimensions)}});
  }
  return scalars;
}

}  // namespace

Result<MetricsLog> MetricsLog::open(const std::string& run) {
  MetricsLog log;
  log.path_ = run + "/metrics.csv";
  log.file_.reset(std::fopen(log.path_.c_str(), "a"));
  if (!log.file_) {
    return Error{ErrorCode::kIo, "cannot write " + log.path_ + ": " + std::strerror(errno)};
  }
  std::fseek(log.file_.get(), 0, SEEK_END);
  if (std::ftell(log.file_.get()) == 0) std::fputs(kHeader, log.file_.get());
  auto events = EventFile::create(run, unix_time_s());
  if (!events) return events.error();
  log.events_ = std::move(*events);
  return log;
}

Result<void> MetricsLog::write(const MetricsRow& row) {
  const auto& m = row.train;
  std::FILE* file = file_.get();
  std::fprintf(file, "%lld,%.1f,%.4f,%.5f,%.5f,%.4f,%.5f,%.4f,%.6g,%.5f,%.5f",
               static_cast<long long>(row.step), row.trained_s, row.steps_per_s, m.loss, m.r_loss,
               m.kl_bits, m.accuracy, m.gradient_norm, m.learning_rate, m.beta,
               m.sampling_probability);
  if (row.evaluation) {
    const auto& e = *row.evaluation;
    std::fprintf(file, ",%lld,%.5f,%.5f,%.5f,%.4f,%d\n", static_cast<long long>(e.windows),
                 e.accuracy_teacher_forcing, e.accuracy_sampling, e.r_loss, e.kl_bits,
                 e.active_dimensions);
  } else {
    std::fputs(",,,,,,\n", file);
  }
  if (std::fflush(file) != 0 || std::ferror(file)) {
    return Error{ErrorCode::kIo, "cannot write " + path_ + ": " + std::strerror(errno) +
                                     "; free some space, then go on with --resume"};
  }
  return events_->write(unix_time_s(), row.step, to_scalars(row));
}

}  // namespace segue
