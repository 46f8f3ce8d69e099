// SPDX-License-Identifier: MIT
// pix2pix-trainer inspect
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"

namespace p2p {
namespace {

int64_t elements(const TensorEntry& entry) {
  return static_cast<int64_t>(entry.bytes.size() / size_of(entry.dtype));
}

void print_card(const ModelSpec& spec) {
  const nlohmann::json card = nlohmann::json::parse(to_json(spec));
  for (const auto& [key, value] : card.items())
    std::printf("%-18s %s\n", key.c_str(), value.dump().c_str());
}

void print_layers(const SafetensorsFile& file) {
  int64_t total = 0;
  std::printf("\n%-76s %-5s %-18s %12s\n", "tensor", "type", "shape",
              "elements");
  for (const TensorEntry& entry : file.entries()) {
    total += elements(entry);
    std::printf("%-76s %-5s %-18s %12" PRId64 "\n", entry.name.c_str(),
                to_string(entry.dtype), shape_to_string(entry.shape).c_str(),
                elements(entry));
  }
  std::printf("%zu tensors, %" PRId64 " elements\n", file.entries().size(),
              total);
}

void inspect(const std::filesystem::path& path) {
  const SafetensorsFile file = SafetensorsFile::read(path);
  const ModelSpec spec = read_spec(file);
  load_model(path);  // says what does not fit
  print_card(spec);
  print_layers(file);
}

}  // namespace

void add_inspect_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("inspect", "print a model's card and its layers");
  const auto path = std::make_shared<std::filesystem::path>();
  command->add_option("model", *path, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command->callback([path] { inspect(*path); });
}

}  // namespace p2p
