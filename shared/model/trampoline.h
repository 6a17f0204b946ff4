// SPDX-License-Identifier: Apache-2.0
// A loop whose turns end in a callback that may come at once or later, on a stack that does not
// grow.
#pragma once

namespace segue::detail {

class Trampoline {
 public:
  /// Calls `turn`, and again for every call of `run` from inside it: a backend that answers at once
  /// comes back here before its `run` has returned. Calls from outside start the loop anew. What
  /// `turn` uses, and this object, must live until it returns.
  template <class Turn>
  void run(const Turn& turn) {
    if (running_) {
      again_ = true;
      return;
    }
    running_ = true;
    do {
      again_ = false;
      turn();
    } while (again_);
    running_ = false;
  }

 private:
  bool running_ = false, again_ = false;
};

}  // namespace segue::detail
