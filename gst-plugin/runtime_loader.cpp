// SPDX-License-Identifier: MIT
// dlopen() with everything checked that would end badly afterwards.
#include "gst-plugin/runtime_loader.h"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

#include "gst-plugin/element_error.h"
#include "gst-plugin/loaded_library.h"

namespace p2p {
namespace {

constexpr char kLibtorch[] = "libtorch_cpu.so";

[[noreturn]] void refuse(const std::string& message,
                         const std::string& detail = {}) {
  throw ElementError(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, message,
                     detail);
}

/// LibTorch's file names carry no version: with another one in the process our
/// runtime would bind to that one and crash.
void check_libtorch(const std::string& libtorch_dir) {
  if (libtorch_dir.empty()) return;
  const std::string ours = libtorch_dir + "/" + kLibtorch;
  if (const auto other = find_other_library(kLibtorch, ours))
    refuse("Use pix2pixfilter in a process without another LibTorch: '" +
           *other + "' is loaded already, pix2pixfilter needs '" + ours + "'.");
}

[[noreturn]] void refuse_unopened(const std::string& path,
                                  const std::string& reason) {
  const bool libtorch = reason.find("libtorch") != reason.npos ||
                        reason.find("libc10") != reason.npos;
  if (libtorch)
    refuse(
        "Install LibTorch again (run ./setup): it is missing, or not the "
        "one that '" +
            path + "' was built with.",
        reason);
  refuse("Install pix2pix again or correct PIX2PIX_RUNTIME: '" + path +
             "' cannot be loaded.",
         reason);
}

void* open_library(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0)
    refuse("Install the pix2pix runtime or set PIX2PIX_RUNTIME to it: '" +
               path + "' is missing.",
           std::strerror(errno));
  // Never unloaded: LibTorch leaves threads and hooks behind.
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) refuse_unopened(path, dlerror());
  return library;
}

void check_version(const P2pRuntime& runtime, const std::string& path) {
  if (runtime.version == P2P_RUNTIME_VERSION) return;
  refuse("Install the pix2pix plugin and runtime of one version: '" + path +
         "' has version " + std::to_string(runtime.version) +
         ", the plugin needs " + std::to_string(P2P_RUNTIME_VERSION) + ".");
}

}  // namespace

RuntimeLocation default_runtime_location() {
  // Not from a user's environment in a program with raised privileges.
  const char* path = secure_getenv("PIX2PIX_RUNTIME");
  return {path && *path ? path : P2P_RUNTIME_PATH, P2P_LIBTORCH_DIR};
}

const P2pRuntime& load_runtime(const RuntimeLocation& location) {
  check_libtorch(location.libtorch_dir);
  void* library = open_library(location.runtime);
  const auto entry =
      reinterpret_cast<P2pRuntimeEntry>(dlsym(library, P2P_RUNTIME_ENTRY));
  const P2pRuntime* runtime = entry ? entry() : nullptr;
  if (!runtime)
    refuse("Correct PIX2PIX_RUNTIME: '" + location.runtime +
           "' is no pix2pix runtime.");
  check_version(*runtime, location.runtime);
  return *runtime;
}

}  // namespace p2p
