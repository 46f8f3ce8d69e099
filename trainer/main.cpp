// SPDX-License-Identifier: MIT
// pix2pix-trainer: makes the weights that pix2pixfilter runs.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/failure_text.h"
#include "trainer/commands/option_files.h"
#include "trainer/commands/unknown_words.h"
#ifdef P2P_WITH_OPENCV
#include "trainer/commands/pan_command.h"
#include "trainer/commands/scenes_command.h"
#endif

namespace {

/// Files that are opened must not take the place of streams that are closed.
void open_standard_streams() {
  int fd = 0;
  do fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

int fail(const std::string& text) {
  std::fprintf(stderr, "pix2pix-trainer: %s\n", text.c_str());
  return 1;
}

/// A full disk is noticed only now.
int flushed(int status) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  return fail("what was to be printed could not be written");
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  CLI::App app("Trains image-to-image generators and runs them on pictures.",
               "pix2pix-trainer");
  app.require_subcommand(1);
  app.set_version_flag("--version", P2P_VERSION);
  p2p::add_train_command(app);
  p2p::add_evaluate_command(app);
  p2p::add_compare_command(app);
  p2p::add_calibrate_command(app);
  p2p::add_translate_command(app);
  p2p::add_inspect_command(app);
  p2p::add_convert_command(app);
  p2p::add_import_command(app);
  p2p::add_pack_command(app);
  p2p::add_check_command(app);
#ifdef P2P_WITH_OPENCV
  p2p::add_pairs_command(app);
  p2p::add_masks_command(app);
  p2p::add_scenes_command(app);
  p2p::add_pan_command(app);
#endif
  const std::vector<std::string> own(argv + 1, argv + argc);
  if (!own.empty() && !own.front().starts_with("-"))
    if (const std::string text = p2p::unknown_command(app, own.front());
        !text.empty())
      return fail(text);
  try {
    std::vector<std::string> words = p2p::with_option_files(app, own);
    // The parser takes them from the back.
    std::reverse(words.begin(), words.end());
    app.parse(std::move(words));
  } catch (const CLI::ExtrasError&) {
    const CLI::App& command = *app.get_subcommands().front();
    return fail(p2p::unknown_option(command, command.remaining()));
  } catch (const CLI::ParseError& error) {
    return flushed(app.exit(error));
  } catch (const std::exception& error) {
    return fail(p2p::failure_text(error));
  }
  return flushed(0);
}
