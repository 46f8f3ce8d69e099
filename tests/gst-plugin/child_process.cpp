// SPDX-License-Identifier: MIT
// GSubprocess, without a shell.
#include "tests/gst-plugin/child_process.h"

#include <gio/gio.h>

namespace p2p::testing {

ChildResult run_child(const std::vector<std::string>& command,
                      const std::vector<std::string>& environment) {
  g_autoptr(GSubprocessLauncher) launcher =
      g_subprocess_launcher_new(static_cast<GSubprocessFlags>(
          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE));
  for (const std::string& item : environment) {
    const size_t equals = item.find('=');
    g_subprocess_launcher_setenv(launcher, item.substr(0, equals).c_str(),
                                 item.substr(equals + 1).c_str(), TRUE);
  }
  std::vector<const gchar*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(argument.c_str());
  arguments.push_back(nullptr);
  g_autoptr(GSubprocess) child =
      g_subprocess_launcher_spawnv(launcher, arguments.data(), nullptr);
  if (!child) return {-1, "not started: " + command[0]};
  g_autoptr(GBytes) bytes = nullptr;
  g_subprocess_communicate(child, nullptr, nullptr, &bytes, nullptr, nullptr);
  gsize size = 0;
  const auto* text = static_cast<const char*>(g_bytes_get_data(bytes, &size));
  return {g_subprocess_get_if_exited(child)
              ? g_subprocess_get_exit_status(child)
              : -1,
          std::string(text, size)};
}

}  // namespace p2p::testing
