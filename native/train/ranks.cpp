// SPDX-License-Identifier: Apache-2.0
#include "native/train/ranks.h"

#include <cstdlib>
#include <string>

#ifdef SEGUE_HAVE_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace segue {
namespace {

// A whole number in [least, most] from the environment.
Result<int> read_number(const char* name, int least, int most) {
  const char* text = std::getenv(name);
  char* end = nullptr;
  const long value = text ? std::strtol(text, &end, 10) : 0;
  if (text == nullptr || end == text || *end != 0 || value < least || value > most) {
    std::string found = "nothing";
    if (text != nullptr) found = text;
    return Error{ErrorCode::kInvalidArgument,
                 std::string("training on several processes needs the variable ") + name + " in " +
                     std::to_string(least) + ".." + std::to_string(most) + ", found " + found +
                     "; torchrun, or your own script, sets RANK, WORLD_SIZE, MASTER_ADDR and "
                     "MASTER_PORT"};
  }
  return static_cast<int>(value);
}

#ifdef SEGUE_HAVE_GLOO

constexpr auto kStartTimeout = std::chrono::minutes(5);
constexpr auto kStepTimeout = std::chrono::minutes(10);  // evaluation of rank 0 is waited for

class GlooRanks : public Ranks {
 public:
  GlooRanks(int rank, int size, const std::string& address, int port) : rank_(rank), size_(size) {
    c10d::TCPStoreOptions where;
    where.port = static_cast<std::uint16_t>(port);
    where.isServer = rank == 0;
    where.numWorkers = static_cast<std::size_t>(size);
    where.timeout = kStartTimeout;
    const auto store = c10::make_intrusive<c10d::TCPStore>(address, where);
    auto options = c10d::ProcessGroupGloo::Options::create(kStepTimeout);
    const bool loopback = address == "127.0.0.1" || address == "localhost";
    options->devices.push_back(loopback
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  Result<void> add_up(torch::Tensor& values) override {
    try {
      std::vector<at::Tensor> tensors = {values};
      group_->allreduce(tensors)->wait();
      return {};
    } catch (const std::exception& error) {
      const std::string reason = error.what();
      return Error{ErrorCode::kIo, "another rank is gone (" + reason.substr(0, reason.find('\n')) +
                                       "); start all ranks again with --resume"};
    }
  }

 private:
  int rank_, size_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

#endif

}  // namespace

Result<std::unique_ptr<Ranks>> Ranks::from_environment() {
  const char* world = std::getenv("WORLD_SIZE");
  if (world == nullptr || std::string(world) == "1") return std::unique_ptr<Ranks>();
  const auto size = read_number("WORLD_SIZE", 1, 65536);
  if (!size) return size.error();
  const auto rank = read_number("RANK", 0, *size - 1);
  if (!rank) return rank.error();
  const auto port = read_number("MASTER_PORT", 1, 65535);
  if (!port) return port.error();
  const char* address = std::getenv("MASTER_ADDR");
  if (address == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "training on several processes needs MASTER_ADDR, the machine of rank 0"};
  }
#ifdef SEGUE_HAVE_GLOO
  try {
    return std::unique_ptr<Ranks>(std::make_unique<GlooRanks>(*rank, *size, address, *port));
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    return Error{ErrorCode::kIo, "rank " + std::to_string(*rank) + " cannot meet the others at " +
                                     address + ":" + std::to_string(*port) + ": " +
                                     reason.substr(0, reason.find('\n')) +
                                     "; check that all ranks run and can reach that port"};
  }
#else
  return Error{ErrorCode::kUnsupported,
               "WORLD_SIZE is set, but this segue-train was built without gloo; install gloo's "
               "headers (libgloo-dev) and build again, or unset WORLD_SIZE"};
#endif
}

}  // namespace segue
