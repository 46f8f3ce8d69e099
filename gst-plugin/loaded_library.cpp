// SPDX-License-Identifier: MIT
// A walk over the dynamic linker's list.
#include "gst-plugin/loaded_library.h"

#include <cstddef>
#include <link.h>
#include <string_view>
#include <sys/stat.h>

namespace p2p {
namespace {

struct Search {
  const std::string& name;
  const std::string& expected;
  std::optional<std::string> found;
};

bool same_file(const char* a, const char* b) {
  struct stat status_a, status_b;
  return stat(a, &status_a) == 0 && stat(b, &status_b) == 0 &&
         status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

/// Called by C code: only the allocation of a path could throw, and then the
/// C library is built to be unwound through.
int visit(dl_phdr_info* library, size_t, void* data) {
  auto& search = *static_cast<Search*>(data);
  const char* path = library->dlpi_name;
  if (!path || !file_name(path).starts_with(search.name)) return 0;
  if (same_file(path, search.expected.c_str())) return 0;
  search.found = path;
  return 1;
}

}  // namespace

std::optional<std::string> find_other_library(const std::string& name,
                                              const std::string& expected) {
  Search search{name, expected, std::nullopt};
  dl_iterate_phdr(visit, &search);
  return search.found;
}

}  // namespace p2p
