// SPDX-License-Identifier: MIT
// The sub-commands of pix2pix-trainer. Each adds itself to the program and runs
// when it was chosen; errors are exceptions that main() prints.
#pragma once

namespace CLI {
class App;
}

namespace p2p {

void add_train_command(CLI::App& app);
void add_calibrate_command(CLI::App& app);
void add_evaluate_command(CLI::App& app);
void add_compare_command(CLI::App& app);
void add_translate_command(CLI::App& app);
void add_inspect_command(CLI::App& app);
void add_convert_command(CLI::App& app);
void add_import_command(CLI::App& app);
void add_pack_command(CLI::App& app);
void add_check_command(CLI::App& app);
/// In builds with OpenCV only.
void add_pairs_command(CLI::App& app);
void add_masks_command(CLI::App& app);

}  // namespace p2p
