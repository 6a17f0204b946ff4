// SPDX-License-Identifier: Apache-2.0
#include "native/train/replicas.h"

#include <ATen/Parallel.h>
#include <omp.h>

// Only there when the BLAS is OpenBLAS.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));

namespace segue {

void use_one_thread() {
  at::set_num_threads(1);
  omp_set_num_threads(1);
  if (openblas_set_num_threads) openblas_set_num_threads(1);
}

ReplicaPool::ReplicaPool(int count) : count_(count) {
  use_one_thread();
  for (int r = 1; r < count; ++r) threads_.emplace_back([this, r] { work(r); });
}

ReplicaPool::~ReplicaPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ReplicaPool::run(const std::function<void(int)>& job) {
  {
    const std::lock_guard lock(mutex_);
    job_ = &job;
    running_ = count_ - 1;
    ++generation_;
  }
  start_.notify_all();
  std::exception_ptr failure;
  try {
    job(0);
  } catch (...) {
    failure = std::current_exception();
  }
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return running_ == 0; });
  if (!failure) failure = failure_;
  failure_ = nullptr;
  if (failure) std::rethrow_exception(failure);
}

void ReplicaPool::work(int replica) {
  use_one_thread();
  long seen = 0;
  for (;;) {
    const std::function<void(int)>* job = nullptr;
    {
      std::unique_lock lock(mutex_);
      start_.wait(lock, [&] { return stop_ || generation_ != seen; });
      if (stop_) return;
      seen = generation_;
      job = job_;
    }
    std::exception_ptr failure;
    try {
      (*job)(replica);
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (failure && !failure_) failure_ = failure;
    if (--running_ == 0) done_.notify_one();
  }
}

}  // namespace segue
