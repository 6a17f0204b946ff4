// SPDX-License-Identifier: Apache-2.0
// One thread per core, each with one-thread operators: faster than letting every operator use all
// cores, because threads meet once a step and not once a product.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace segue {

class ReplicaPool {
 public:
  /// `count` >= 1; replica 0 is the calling thread.
  explicit ReplicaPool(int count);
  ~ReplicaPool();
  ReplicaPool(const ReplicaPool&) = delete;
  ReplicaPool& operator=(const ReplicaPool&) = delete;

  int count() const { return count_; }

  /// Runs `job(replica)` on every replica and waits for all. Rethrows the first exception.
  void run(const std::function<void(int)>& job);

 private:
  void work(int replica);

  int count_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int)>* job_ = nullptr;
  long generation_ = 0;
  int running_ = 0;
  bool stop_ = false;
  std::exception_ptr failure_;
};

/// What each replica needs before its first operator: one thread for LibTorch, OpenMP and the BLAS.
void use_one_thread();

}  // namespace segue
