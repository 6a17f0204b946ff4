// SPDX-License-Identifier: Apache-2.0
#include "shared/model/batches.h"

#include <algorithm>
#include <memory>

#include "shared/model/trampoline.h"

namespace segue::detail {
namespace {

class Runner : public std::enable_shared_from_this<Runner> {
 public:
  Runner(Backend& backend, BatchJob job) : backend_(backend), job_(std::move(job)) {}

  void advance() {
    loop_.run([this] { start_batch(); });
  }

 private:
  void start_batch() {
    const int size = std::min(job_.batch_size, job_.count - first_);
    if (size <= 0) return finish({});
    backend_.run(job_.graph, job_.make_inputs(first_, size),
                 [self = shared_from_this(), size](Result<NamedTensors> outputs) {
                   self->take(size, std::move(outputs));
                 });
  }

  void take(int size, Result<NamedTensors> outputs) {
    if (!outputs) return finish(outputs.error());
    if (auto taken = job_.take_outputs(first_, size, *outputs); !taken) return finish(taken);
    first_ += size;
    if (job_.on_progress && !job_.on_progress(first_, job_.count)) {
      return finish(Error{ErrorCode::kCancelled, "stopped after " + std::to_string(first_) +
                                                     " of " + std::to_string(job_.count) +
                                                     " clips."});
    }
    advance();
  }

  // The callbacks may hold the caller's state: they are let go before the last one is called.
  void finish(Result<void> result) {
    const auto on_done = std::move(job_.on_done);
    job_ = {};
    on_done(std::move(result));
  }

  Backend& backend_;
  BatchJob job_;
  int first_ = 0;
  Trampoline loop_;
};

}  // namespace

void run_batches(Backend& backend, BatchJob job) {
  std::make_shared<Runner>(backend, std::move(job))->advance();
}

}  // namespace segue::detail
