// SPDX-License-Identifier: MIT
// `dot` as a child process.
#include "trainer/drawing/graphviz.h"

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "models/weights/atomic_file.h"

extern char** environ;

namespace p2p {
namespace {

/// A file's name until it is removed.
class Temporary {
 public:
  Temporary(const std::filesystem::path& beside, const char* extension)
      : path_(beside.parent_path() /
              (".tmp-" + std::to_string(::getpid()) + "-" +
               beside.filename().string() + extension)) {}
  ~Temporary() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write_text(const std::filesystem::path& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void run_dot(const std::string& format, const std::filesystem::path& source,
             const std::filesystem::path& picture) {
  std::vector<std::string> words = {"dot", "-T" + format, "-o",
                                    picture.string(), source.string()};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ);
  if (error == ENOENT)
    throw NoGraphviz(
        "networks are drawn by Graphviz, and there is no program 'dot': "
        "install the package graphviz, or choose a file name with .dot");
  if (error != 0)
    throw std::runtime_error(std::string("cannot start 'dot': ") +
                             std::strerror(error));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("'dot' could not draw '" + picture.string() +
                             "'; its reason stands above");
}

}  // namespace

bool can_draw(const std::filesystem::path& path) {
  const std::string extension = path.extension();
  return extension == ".svg" || extension == ".png" || extension == ".dot";
}

void draw(const std::string& dot, const std::filesystem::path& path) {
  if (!can_draw(path))
    throw std::invalid_argument("'" + path.string() +
                                "' is no file that networks are drawn into: "
                                "choose a name with .svg, .png or .dot");
  if (path.extension() == ".dot") return write_text(path, dot);
  const Temporary source(path, ".dot"), picture(path, "");
  write_text(source.path(), dot);
  run_dot(path.extension().string().substr(1), source.path(), picture.path());
  std::filesystem::rename(picture.path(), path);
}

}  // namespace p2p
