// SPDX-License-Identifier: MIT
#include "trainer/commands/unknown_words.h"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

#include "trainer/data/lower_case.h"

namespace p2p {
namespace {

/// Of pytorch-CycleGAN-and-pix2pix, and what is used here instead.
constexpr std::pair<const char*, const char*> kInstead[] = {
    {"--gpu_ids", "--device cuda:0 chooses a GPU, --device cpu none"},
    {"--model", "the losses and --netG make the model: see --preset"},
    {"--dataset_mode", "--dataroot takes aligned pictures; see doc/data.md"},
    {"--max_dataset_size", "--draws N takes N samples an epoch"},
    {"--epoch_count", "--resume goes on where the run was"},
    {"--epoch", "--model takes the file of any run"},
    {"--load_iter", "--model takes the file of any run"},
    {"--save_latest_freq", "--save-steps N saves every N steps"},
    {"--display_freq", "sheets of samples are written after every epoch"},
    {"--no_html", "sheets of samples are PNG files"},
    {"--results_dir", "'translate' names what it writes, 'evaluate' has --out"},
    {"--num_test", "'compare' has --pictures"},
};

std::string alike(const std::string& option) {
  std::string text = lower_case(option);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string remedy_for(const CLI::App& command, const std::string& word) {
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames())
      if (alike("--" + name) == alike(word))
        return "; it is written --" + name + " here";
  for (const auto& [name, instead] : kInstead)
    if (word == name) return "; " + std::string(instead);
  return "; 'pix2pix-trainer " + command.get_name() + " --help' lists all";
}

}  // namespace

std::string unknown_option(const CLI::App& command,
                           const std::vector<std::string>& words) {
  const auto option = std::find_if(
      words.begin(), words.end(),
      [](const std::string& word) { return word.starts_with("-"); });
  if (option == words.end())
    return "'" + (words.empty() ? std::string() : words.front()) +
           "' is one word too many for '" + command.get_name() + "'";
  const std::string name = option->substr(0, option->find('='));
  return name + " is no option of '" + command.get_name() + "'" +
         remedy_for(command, name);
}

std::string unknown_command(const CLI::App& app, const std::string& word) {
  std::string known;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return "";
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  return "'" + word + "' is no command; known: " + known;
}

}  // namespace p2p
