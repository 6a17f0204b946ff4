// SPDX-License-Identifier: Apache-2.0
// What all verbs of `segue` share: registration, the options every verb has, how an error ends the
// program. One verb is one file; it adds its subcommand and sets `exit_code` when it has run.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace CLI {
class App;
}

namespace segue {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< the work could not be done
inline constexpr int kExitUsage = 2;   ///< the command line asks for something impossible
inline constexpr int kExitInterrupted = 130;

/// --json and --quiet. JSON goes to stdout and is then all that goes there.
struct OutputOptions {
  bool json = false;
  bool quiet = false;
};
void add_output_options(CLI::App& verb, OutputOptions& options);

/// A subcommand with a description and, at the end of --help, an example.
CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                   const std::string& example);

/// Prints `error: ...` on stderr. Returns the exit code: kExitUsage for kInvalidArgument,
/// kExitInterrupted for kCancelled, else kExitFailed.
int fail(const Error& error);
/// The same for kInvalidArgument.
int fail_usage(const std::string& message);

/// Text to stdout (all at once); false, after an error message, when stdout cannot take it.
bool print(std::string_view text);
/// JSON as text, indented; bytes in names of files that are no UTF-8 become replacement characters.
std::string to_json_text(const nlohmann::ordered_json& json);
/// Text for people to stderr, not with --quiet.
void note(const OutputOptions& options, std::string_view text);

/// From now on SIGINT and SIGTERM set a flag instead of ending the program; a second one ends it.
void catch_interrupts();
bool interrupted();

/// The program: parses and runs. Never exits by itself.
int run_cli(int argc, const char* const* argv);

}  // namespace segue
