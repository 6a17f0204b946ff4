// SPDX-License-Identifier: Apache-2.0
#include "native/train/metrics_log.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>

namespace segue {
namespace {

constexpr const char* kHeader =
    "step,trained_s,steps_per_s,loss,r_loss,kl_bits,accuracy,gradient_norm,learning_rate,beta,"
    "sampling_probability,eval_windows,eval_accuracy_teacher_forcing,eval_accuracy_sampling,"
    "eval_r_loss,eval_kl_bits,eval_active_dimensions\n";

// Of an rnn: its measures in training and, behind them, held out.
constexpr const char* kStreamFields[] = {
    "loss",          "perplexity",         "accuracy", "event_accuracy", "no_event_accuracy",
    "loss_per_step", "perplexity_per_step"};

std::string stream_header() {
  std::string header = "step,trained_s,steps_per_s";
  for (const char* field : kStreamFields) header += std::string(",") + field;
  header += ",gradient_norm,learning_rate,eval_windows";
  for (const char* field : kStreamFields) header += std::string(",eval_") + field;
  return header + ",eval_per_class_accuracy\n";
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, ",%.6g", value);
  return text;
}

std::string stream_line(const MetricsRow& row) {
  const auto& m = row.train;
  std::string line = std::to_string(row.step);
  for (const double value : {row.trained_s, row.steps_per_s}) line += number_text(value);
  for (const auto& [name, value] : m.stream->named()) line += number_text(value);
  line += number_text(m.gradient_norm) + number_text(m.learning_rate);
  if (!row.evaluation) return line + ",,,,,,,,,\n";
  line += "," + std::to_string(row.evaluation->windows);
  for (const auto& [name, value] : row.evaluation->stream->named()) line += number_text(value);
  return line + "\n";
}

double unix_time_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Tags as Polyphony RNN has them.
std::vector<std::pair<std::string, double>> stream_scalars(const MetricsRow& row) {
  std::vector<std::pair<std::string, double>> scalars = {{"learning_rate", row.train.learning_rate},
                                                         {"global_norm", row.train.gradient_norm},
                                                         {"steps_per_s", row.steps_per_s}};
  const auto add = [&](const std::string& group, const StreamSums& sums) {
    for (const auto& [name, value] : sums.named()) {
      const bool loss = std::string_view(name).substr(0, 4) == "loss";
      scalars.push_back({group + (loss ? "" : "metrics/") + name, value});
    }
  };
  add("", *row.train.stream);
  if (row.evaluation) add("eval/", *row.evaluation->stream);
  return scalars;
}

// Tags as the reference systems have them, so that runs can be compared.
std::vector<std::pair<std::string, double>> to_scalars(const MetricsRow& row) {
  const auto& m = row.train;
  if (m.stream) return stream_scalars(row);
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

void write_windows(std::FILE* file, const MetricsRow& row) {
  const auto& m = row.train;
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
}

}  // namespace

Result<MetricsLog> MetricsLog::open(const std::string& run, const Config& config) {
  MetricsLog log;
  log.path_ = run + "/metrics.csv";
  log.file_.reset(std::fopen(log.path_.c_str(), "a"));
  if (!log.file_) {
    return Error{ErrorCode::kIo, "cannot write " + log.path_ + ": " + std::strerror(errno)};
  }
  std::fseek(log.file_.get(), 0, SEEK_END);
  if (std::ftell(log.file_.get()) == 0) {
    std::fputs(config.is_rnn() ? stream_header().c_str() : kHeader, log.file_.get());
  }
  auto events = EventFile::create(run, unix_time_s());
  if (!events) return events.error();
  log.events_ = std::move(*events);
  return log;
}

Result<void> MetricsLog::write(const MetricsRow& row) {
  std::FILE* file = file_.get();
  if (row.train.stream) {
    std::fputs(stream_line(row).c_str(), file);
  } else {
    write_windows(file, row);
  }
  if (std::fflush(file) != 0 || std::ferror(file)) {
    return Error{ErrorCode::kIo, "cannot write " + path_ + ": " + std::strerror(errno) +
                                     "; free some space, then go on with --resume"};
  }
  return events_->write(unix_time_s(), row.step, to_scalars(row));
}

}  // namespace segue
