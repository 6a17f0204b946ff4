// SPDX-License-Identifier: Apache-2.0
#include "tests/native/cli/run_program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "native/io/file.h"
#include "tests/native/ort/temporary_folder.h"

namespace segue {

Outcome run_segue(const std::vector<std::string>& arguments, const std::string& folder,
                  const std::string& input, int interrupt_after_ms) {
  TemporaryFolder streams;  // files, not pipes: no deadlock whatever the sizes
  const std::string in = streams / "in", out = streams / "out", err = streams / "err";
  if (FILE* file = std::fopen(in.c_str(), "wb")) {
    std::fwrite(input.data(), 1, input.size(), file);
    std::fclose(file);
  }
  std::vector<std::string> words = {SEGUE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t child = fork();
  if (child == 0) {
    const bool ready = dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO) >= 0 &&
                       dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO) >= 0 &&
                       dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO) >= 0 &&
                       chdir(folder.c_str()) == 0;
    if (ready) execv(argv[0], argv.data());
    _exit(127);
  }
  if (child > 0 && interrupt_after_ms > 0) {
    usleep(static_cast<useconds_t>(interrupt_after_ms) * 1000);
    kill(child, SIGINT);  // until it is waited for, its number is nobody else's
  }
  int status = 0;
  Outcome outcome;
  if (child < 0 || waitpid(child, &status, 0) != child) return outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (const auto text = read_text_file(out)) outcome.out = *text;
  if (const auto text = read_text_file(err)) outcome.err = *text;
  return outcome;
}

}  // namespace segue
