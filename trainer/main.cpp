// SPDX-License-Identifier: MIT
// pix2pix-trainer: makes the weights that pix2pixfilter runs.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "trainer/commands/commands.h"
#include "trainer/commands/failure_text.h"
#include "trainer/commands/option_files.h"
#ifdef P2P_WITH_OPENCV
#include "trainer/commands/pan_command.h"
#include "trainer/commands/scenes_command.h"
#endif

int main(int argc, char** argv) {
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
  try {
    std::vector<std::string> words =
        p2p::with_option_files(app, {argv + 1, argv + argc});
    // The parser takes them from the back.
    std::reverse(words.begin(), words.end());
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pix2pix-trainer: %s\n",
                 p2p::failure_text(error).c_str());
    return 1;
  }
  return 0;
}
