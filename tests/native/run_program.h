// SPDX-License-Identifier: Apache-2.0
// Starts the real programs as a user would and catches what they say.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace segue {

/// Files for a program's input and output; `out` and `err` may be one. Empty: none.
struct Streams {
  std::string in, out, err;
};

/// Starts the program words[0] in `folder`; `prepare` runs in the child before it.
pid_t start_program(std::vector<std::string> words, const Streams& streams,
                    const std::string& folder = ".", const std::function<void()>& prepare = {});

/// Its exit code; 128 and the signal's number for one that a signal ended.
int wait_for(pid_t child);

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

/// Runs the program words[0]; `input` is its standard input. Above 0, SIGINT is sent after
/// `interrupt_after_ms`, if it still runs then; a program that the signal ends has 130.
Outcome run_program(const std::vector<std::string>& words, const std::string& folder = ".",
                    const std::string& input = {}, int interrupt_after_ms = 0);

#ifdef SEGUE_PROGRAM
/// The same for segue with `arguments`.
inline Outcome run_segue(std::vector<std::string> arguments, const std::string& folder,
                         const std::string& input = {}, int interrupt_after_ms = 0) {
  arguments.insert(arguments.begin(), SEGUE_PROGRAM);
  return run_program(arguments, folder, input, interrupt_after_ms);
}
#endif

}  // namespace segue
