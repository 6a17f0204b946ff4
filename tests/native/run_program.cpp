// SPDX-License-Identifier: Apache-2.0
#include "tests/native/run_program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "native/io/file.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

bool redirect(const std::string& path, int flags, int descriptor) {
  return path.empty() || dup2(open(path.c_str(), flags, 0600), descriptor) >= 0;
}

}  // namespace

pid_t start_program(std::vector<std::string> words, const Streams& streams,
                    const std::string& folder, const std::function<void()>& prepare) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  for (const auto& path : {streams.out, streams.err}) {
    if (!path.empty()) unlink(path.c_str());
  }
  const pid_t child = fork();
  if (child != 0) return child;
  constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
  const bool ready = redirect(streams.in, O_RDONLY, STDIN_FILENO) &&
                     redirect(streams.out, kAppend, STDOUT_FILENO) &&
                     redirect(streams.err, kAppend, STDERR_FILENO) && chdir(folder.c_str()) == 0;
  if (prepare) prepare();
  if (ready) execv(argv[0], argv.data());
  _exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Outcome run_program(const std::vector<std::string>& words, const std::string& folder,
                    const std::string& input, int interrupt_after_ms) {
  TemporaryFolder files;  // not pipes: no deadlock whatever the sizes
  const Streams streams{files / "in", files / "out", files / "err"};
  if (FILE* file = std::fopen(streams.in.c_str(), "wb")) {
    std::fwrite(input.data(), 1, input.size(), file);
    std::fclose(file);
  }
  const pid_t child = start_program(words, streams, folder);
  if (child > 0 && interrupt_after_ms > 0) {
    usleep(static_cast<useconds_t>(interrupt_after_ms) * 1000);
    kill(child, SIGINT);  // until it is waited for, its number is nobody else's
  }
  Outcome outcome;
  outcome.exit_code = wait_for(child);
  if (const auto text = read_text_file(streams.out)) outcome.out = *text;
  if (const auto text = read_text_file(streams.err)) outcome.err = *text;
  return outcome;
}

}  // namespace segue
