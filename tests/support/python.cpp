// SPDX-License-Identifier: MIT
// A child process without a shell.
#include "tests/support/python.h"

#include <spawn.h>
#include <stdexcept>
#include <stdlib.h>
#include <sys/wait.h>

extern char** environ;

namespace p2p::tests {

namespace {

/// The child's wait status, or -1 if it could not be started.
int run(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  int status = 0;
  if (::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) ||
      ::waitpid(child, &status, 0) != child)
    return -1;
  return status;
}

}  // namespace

std::string python() {
  const char* set = ::getenv("PIX2PIX_PYTHON");
  return set ? set : P2P_PYTHON;
}

bool python_has(const std::string& module) {
  return !python().empty() && run({python(), "-c", "import " + module}) == 0;
}

void run_python(const std::string& script,
                const std::vector<std::filesystem::path>& arguments) {
  std::vector<std::string> words = {
      python(), std::string(P2P_SOURCE_ROOT) + "/tests/parity/" + script};
  for (const auto& argument : arguments) words.push_back(argument.string());
  if (run(std::move(words)) != 0) throw std::runtime_error(script + " failed");
}

}  // namespace p2p::tests
