// SPDX-License-Identifier: Apache-2.0
#include "native/cli/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "native/cli/usage_hint.h"
#include "native/cli/verbs.h"

namespace segue {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;  // only a signal handler has to share state

void on_signal(int signal) {
  g_interrupted = 1;
  std::signal(signal, SIG_DFL);
}

/// What an option takes, for people: CLI11 says "INT:INT in [1 - 16]", "TEXT:{a,b}", "UINT".
std::string to_plain_type(const std::string& type) {
  const auto colon = type.find(':');
  if (colon == std::string::npos) {
    return type == "INT" || type == "UINT" || type == "FLOAT" ? "NUMBER" : type;
  }
  std::string rule = type.substr(colon + 1);
  if (rule == "NONNEGATIVE") return "0 or more";
  if (rule == "POSITIVE") return "above 0";
  if (rule.size() > 1 && rule.front() == '{' && rule.back() == '}') {  // one of these words
    rule = rule.substr(1, rule.size() - 2);
    std::replace(rule.begin(), rule.end(), ',', '|');
    return rule;
  }
  const auto open = rule.find(" in ["), dash = rule.find(" - ");
  if (open != std::string::npos && dash != std::string::npos && rule.back() == ']') {
    const std::string low = rule.substr(open + 5, dash - open - 5);
    return low + " to " + rule.substr(dash + 3, rule.size() - dash - 4);
  }
  return rule;
}

/// CLI11's help in plain words: "--count 1 to 1048576 [5]", "not with --heldout".
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    std::string text;
    if (option->get_type_size() != 0) {
      const std::string type = option->get_type_name();
      text += " " + to_plain_type(type);
      if (option->get_expected_max() == CLI::detail::expected_max_vector_size) text += " ...";
      const std::string value = option->get_default_str();
      // The number behind a word means nothing; the description says the word.
      const bool is_word = type.rfind("ENUM", 0) == 0;
      if (!value.empty() && value != "[]" && !is_word) text += " [" + value + "]";
      if (option->get_required()) text += " (required)";
    }
    std::string others;
    for (const CLI::Option* other : option->get_excludes()) {
      others += (others.empty() ? " (not with " : ", ") + other->get_name();
    }
    if (others.empty()) return text;
    return (text.empty() ? others.substr(1) : text + others) + ")";
  }
};

}  // namespace

void add_output_options(CLI::App& verb, OutputOptions& options) {
  verb.add_flag("--json", options.json, "Machine-readable output on stdout");
  verb.add_flag("-q,--quiet", options.quiet, "Nothing on stderr but errors");
}

CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                   const std::string& example) {
  CLI::App* verb = parent.add_subcommand(name, description);
  verb->footer("\nExample:\n  " + example);
  verb->option_defaults()->always_capture_default();
  return verb;
}

int fail(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  if (error.code == ErrorCode::kCancelled) return kExitInterrupted;
  return error.code == ErrorCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

int fail_usage(const std::string& message) { return fail(invalid_argument(message)); }

bool print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return true;
  }
  std::fprintf(stderr, "error: standard output cannot be written (closed or full).\n");
  return false;
}

std::string to_json_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void note(const OutputOptions& options, std::string_view text) {
  if (!options.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() { return g_interrupted != 0; }

int run_cli(int argc, const char* const* argv) {
  CLI::App app(
      "Segue makes new music from your own: samples, variations and walks between melodies.",
      "segue");
  app.set_version_flag("--version", "segue " SEGUE_VERSION);
  app.require_subcommand(1);
  app.formatter(std::make_shared<HelpFormatter>());  // the verbs inherit it
  app.footer(
      "\n`segue VERB --help` explains a verb. Models are looked for in ./models, beside the "
      "program and in $SEGUE_MODELS.\nExit codes: 0 done, 1 it could not be done, 2 the command "
      "line "
      "asks for what there is not, 130 interrupted.");
  int exit_code = kExitOk;
  add_verbs(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    if (code == 0) {  // --help, --version
      std::string text = out.str();
      if (!text.ends_with('\n')) text += '\n';
      return print(text) ? kExitOk : kExitFailed;
    }
    std::cerr << "error: " << usage_hint(app, argc, argv, err.str());
    return kExitUsage;
  } catch (const std::exception& error) {
    return fail({ErrorCode::kRuntime, std::string("unexpected failure: ") + error.what()});
  }
  return exit_code;
}

}  // namespace segue
